"""A page that is withdrawn is gone at once from everything that readers and machines are shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.urls import reverse

from headhealth.models import ConditionPage, SymptomListPage
from tests.quality.page_finder import find_reader_pages

REASON = "It was written for another country."


@pytest.fixture(autouse=True)
def page_cache() -> Iterator[None]:
    with override_settings(HEADHEALTH_PAGE_CACHE=True):
        yield


@pytest.fixture
def article() -> ConditionPage:
    """One that was reviewed so lately that the home page lists it."""
    return ConditionPage.objects.get(slug="tension-type-headache")


def public_addresses(title: str) -> list[str]:
    """Everything that anybody may ask for without an account, and what leads there by name."""
    pages = {page.address for page in find_reader_pages() if not page.address.startswith("/guest/")}
    for finder in SymptomListPage.objects.live():
        picked = "&".join(f"symptom={entry.value['symptom'].pk}" for entry in finder.entries)
        pages.add(f"{finder.get_url_parts()[2]}?{picked}")
    search = reverse("headhealth:search")
    machines = [
        *("/sitemap.xml", "/changes/feed.atom", "/robots.txt", f"{search}?q={title}"),
        f"{reverse('headhealth:search_suggestions')}?q={title[:4]}",
    ]
    return sorted(pages) + machines


def showing(page: ConditionPage, addresses: list[str]) -> set[str]:
    """Those of ``addresses`` whose answers lead to ``page``.

    Sentences of other articles do not count: they stay as they were approved, and the address that
    they link to says why the page was withdrawn.
    """
    client, path = Client(), page.get_url_parts()[2]
    answers = {address: client.get(address).content.decode() for address in addresses}
    return {address for address, html in answers.items() if path in without_sentences(html, path)}


def without_sentences(html: str, path: str) -> str:
    if path not in html or "hh-text" not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select(".hh-text a"):
        link.decompose()
    return str(soup)


def test_withdrawn_page__is_nowhere(article):
    path, addresses = article.get_url_parts()[2], public_addresses(article.title)
    before = showing(article, addresses)
    # The cache has all of them now.
    assert showing(article, addresses) == before
    expected = {
        "/": "the home page",
        "/conditions/": "the A to Z",
        "/recently-reviewed/": "what was reviewed",
        "/sitemap.xml": "the site map",
        "/changes/feed.atom": "the feed",
    }
    assert before >= expected.keys()
    kinds = ("/symptoms/", "/treatments/", "/search/?q=", "/search/suggestions/", "symptom=")
    assert [kind for kind in kinds if not any(kind in address for address in before)] == []

    publisher = Client()
    publisher.force_login(get_user_model().objects.get(username="publisher"))
    publisher.post(reverse("wagtailadmin_pages:unpublish", args=[article.pk]), {"reason": REASON})

    answer = Client().get(path)
    assert answer.status_code == 410
    assert REASON in answer.content.decode()
    assert showing(article, addresses) <= {path}
