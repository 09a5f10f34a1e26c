"""A source's address becomes a link only where it leads to a web page, whoever wrote it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Site

from headhealth.evidence.pack import make_pack
from headhealth.evidence.rendering.html_pack import html_pack
from headhealth.models import PublisherStatements, Source
from headhealth.snippets.source_notice import NoticeKind, SourceNotice
from headhealth.source_checks.source_link import SourceLink
from tests import factories
from tests.unit.test_web_addresses import HARMFUL

LINKING = ("href", "src", "action", "formaction", "xlink:href")


def harmful_links(html: str) -> list[str]:
    """The addresses in ``html`` that are not http(s), of the site, or a place on the page."""
    found = [
        str(tag[name]) for tag in BeautifulSoup(html, "html.parser")(True) for name in LINKING
        if tag.has_attr(name)
    ]  # fmt: skip
    safe = ("http://", "https://", "/", "#", "?", "mailto:", "data:image/svg")
    return [each for each in found if each and not each.lower().startswith(safe)]


@pytest.fixture
def cited(live: Any, editor: Any, reviewer: Any) -> Any:
    """A live page that cites a source, and that source."""
    source = factories.SourceFactory(title="Guideline of headaches")
    live.sources = [("source", source)]
    page = factories.published(live, author=editor, approver=reviewer)
    return page, source


@pytest.mark.parametrize("address", HARMFUL)
def test_address__of_another_kind_is_refused_in_the_form(address):
    source = Source(title="x", publisher="y", url=address)
    with pytest.raises(ValidationError) as refusal:
        source.full_clean()
    assert "url" in refusal.value.message_dict


@pytest.mark.parametrize("address", HARMFUL)
def test_address__written_by_a_script_is_no_link(address, cited, client, client_of, superuser):
    page, source = cited
    Source.objects.filter(pk=source.pk).update(url=address)
    other = factories.SourceFactory(title="Newer guideline")
    Source.objects.filter(pk=other.pk).update(url=address)
    SourceNotice.objects.create(source=source, kind=NoticeKind.SUPERSEDED, replacement=other)
    html = client.get(page.url).content.decode()
    assert "Guideline of headaches" in html and "Newer guideline" in html
    assert harmful_links(html) == []
    soup = BeautifulSoup(html, "html.parser")
    data = [json.loads(each.string) for each in soup.select('script[type="application/ld+json"]')]
    assert data and address not in json.dumps(data)
    assert "alert(1)" not in json.dumps(data)
    assert harmful_links(html_pack(make_pack(page))) == []
    desk = client_of(superuser)
    for url in (
        f"/admin/snippets/headhealth/source/edit/{source.pk}/",
        "/admin/snippets/headhealth/source/",
    ):
        main = BeautifulSoup(desk.get(url).content, "html.parser").select_one("main")
        assert harmful_links(str(main)) == []


def test_new_address__that_a_publisher_redirects_to_is_no_link(superuser, client_of):
    source = factories.SourceFactory()
    SourceLink.objects.create(
        source=source,
        address=source.url,
        state="moved",
        moved_to="javascript:alert(1)",
        checked_at=timezone.now(),
    )
    response = client_of(superuser).get(f"/admin/snippets/headhealth/source/edit/{source.pk}/")
    main = BeautifulSoup(response.content, "html.parser").select_one("main")
    assert "javascript:alert(1)" in main.get_text()
    assert harmful_links(str(main)) == []


@pytest.mark.parametrize("address", HARMFUL)
def test_rich_text__of_a_script_has_no_such_link(address, live, client):
    text = f'<p>It is common. <a href="{address}">Read on</a></p>'
    page = type(live).objects.get(pk=live.pk)
    page.body = [factories.text_section(text=text)]
    type(live).objects.filter(pk=live.pk).update(body=page.body)
    html = client.get(live.url).content.decode()
    assert "Read on" in html
    assert harmful_links(html) == []


def test_publisher_statement__of_a_script_is_no_link(live):
    site = Site.objects.get(is_default_site=True)
    PublisherStatements.objects.create(site=site, privacy_url="javascript:alert(1)")
    html = html_pack(make_pack(live))
    assert "javascript:alert(1)" in html
    assert harmful_links(html) == []
