"""Sources that were superseded or retracted: marked, told to readers at once, taken back."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from headhealth.models import ConditionPage, Source, SourceNotice
from headhealth.page_cache.content_generation import current_generation
from headhealth.review.content_digest import content_digest
from headhealth.snippets.source_notice import mark_source, unmark_source
from tests import factories

DAY = date(2024, 5, 3)


@pytest.fixture
def source(db):
    return factories.SourceFactory(title="Old guideline", publisher="NICE", year=2015)


@pytest.fixture
def newer(db):
    return factories.SourceFactory(title="New & better", year=2024, url="https://example.org/new")


@pytest.fixture
def article(draft, source, editor, reviewer):
    draft.sources = [("source", source)]
    draft.save()
    return factories.published(draft, author=editor, approver=reviewer)


def url(name, source):
    return reverse(f"headhealth_admin:source_{name}", args=[source.pk])


def told(client, page):
    """The words of the list of references."""
    html = client.get(page.url).content.decode()
    listed = html[html.index('class="hh-sources__list"') :]
    return " ".join(re.sub(r"<[^>]+>", "", listed[: listed.index("</ol>")]).split())


# What readers see


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"kind": "retracted", "happened_on": DAY, "reason": "Made-up data."},
            "This source was withdrawn by its publisher on 3 May 2024.",
        ),
        ({"kind": "superseded"}, "This source is out of date: its publisher has replaced it."),
        (
            {"kind": "superseded", "happened_on": DAY},
            "This source is out of date: its publisher replaced it on 3 May 2024.",
        ),
        (
            {"kind": "superseded", "replacement": True},
            "This source was replaced by New &amp; better (NICE, 2024).",
        ),
        (
            {"kind": "superseded", "replacement": True, "happened_on": DAY},
            "This source was replaced on 3 May 2024 by New &amp; better (NICE, 2024).",
        ),
    ],
)
def test_references__say_what_happened(values, words, source, newer, article, editor, client):
    if values.get("replacement"):
        values = {**values, "replacement": newer}
    before = content_digest(ConditionPage.objects.get())
    mark_source(source, user=editor, **values)
    assert words in told(client, article)
    assert "Made-up" not in client.get(article.url).content.decode()
    # It is no content of the page: what was approved is what is live.
    assert content_digest(ConditionPage.objects.get()) == before
    assert ConditionPage.objects.get().review_line


def test_replacement__is_a_link(source, newer, article, editor, client):
    mark_source(source, kind="superseded", replacement=newer, user=editor)
    html = client.get(article.url).content.decode()
    assert '<a href="https://example.org/new"><bdi>New &amp; better</bdi></a>' in html


def test_deleted_replacement__leaves_the_notice(source, newer, article, editor, client):
    mark_source(source, kind="superseded", replacement=newer, user=editor)
    newer.delete()
    assert "out of date" in told(client, article)


def test_notice__renews_what_is_kept(source, editor):
    before = current_generation()
    mark_source(source, kind="superseded", user=editor)
    marked = current_generation()
    unmark_source(source, user=editor)
    assert len({before, marked, current_generation()}) == 3


def test_notices__cost_readers_no_query(source, newer, article, editor, client):
    def cost():
        client.get(article.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(article.url)
        return len(captured)

    before = cost()
    mark_source(source, kind="superseded", replacement=newer, user=editor)
    assert cost() == before


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"kind": "retracted", "happened_on": DAY, "reason": "Made-up data"}, "Retracted"),
        ({"kind": "superseded"}, "Obsolete"),
        (None, None),
    ],
)
def test_structured_data__has_the_status(values, status, source, article, editor, client):
    if values:
        mark_source(source, user=editor, **values)
    html = client.get(article.url).content.decode()
    data = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.S)[1]
    statuses = re.findall(r'"creativeWorkStatus": ?"(\w+)"', json.dumps(json.loads(data)))
    assert statuses == ([status] if status else [])


# Who marks, and what is refused


FORM = {"kind": "retracted", "happened_on": "2024-05-03", "reason": " Made-up data. "}


@pytest.mark.parametrize("user", ["editor", "publisher"])
def test_marking__is_asked_done_logged_and_taken_back(user, source, article, request, client_of):
    person = request.getfixturevalue(user)
    client = client_of(person)
    asked = client.get(url("mark", source)).content.decode()
    assert "1 live page cites it." in asked
    assert re.findall(r'name="kind" value="(\w+)"', asked) == ["superseded", "retracted"]
    assert not re.search(r'name="kind"[^>]* checked', asked)
    assert not SourceNotice.objects.exists()

    said = client.post(url("mark", source), FORM, follow=True).content.decode()
    assert "is marked. Readers see it." in said and "Made-up data." in said
    notice = SourceNotice.objects.get()
    assert (notice.kind, notice.happened_on, notice.reason) == ("retracted", DAY, "Made-up data.")
    assert notice.marked_by == person

    client.get(url("unmark", source))
    assert SourceNotice.objects.exists()
    client.post(url("unmark", source))
    assert not SourceNotice.objects.exists()
    logged = ModelLogEntry.objects.filter(action__startswith="headhealth.source").order_by("pk")
    assert [entry.action.rpartition(".")[2] for entry in logged] == ["retracted", "restored"]
    assert {entry.user for entry in logged} == {person}
    assert logged[0].data["reason"] == "Made-up data."
    history = reverse(Source.snippet_viewset.get_url_name("history"), args=[source.pk])
    assert "Marked as retracted" in client.get(history).content.decode()


def test_marking_again__replaces_the_notice(source, newer, publisher, client_of):
    client = client_of(publisher)
    client.post(url("mark", source), FORM)
    client.post(url("mark", source), {"kind": "superseded", "replacement": newer.pk})
    notice = SourceNotice.objects.get()
    assert (notice.kind, notice.replacement, notice.reason) == ("superseded", newer, "")


def test_taking_back_twice__is_no_error(source, publisher, client_of):
    assert client_of(publisher).post(url("unmark", source)).status_code == 302
    assert not ModelLogEntry.objects.filter(action="headhealth.source.restored").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"happened_on": ""}, "Say when it was withdrawn."),
        ({"happened_on": "2999-01-01"}, "This day is in the future."),
        ({"happened_on": "soon"}, "Enter a valid date."),
        ({"reason": " \x00 "}, "Say why it was withdrawn."),
        ({"reason": "x" * 501}, "at most 500 characters"),
        ({"kind": ""}, "This field is required."),
        ({"kind": "rumour"}, "is not one of the available choices"),
        ({"replacement": "newer"}, "Only a source that was superseded is replaced."),
        ({"kind": "superseded", "replacement": "source"}, "replaced by the one that you are"),
        ({"kind": "superseded", "replacement": "999999"}, "not one of the available choices"),
    ],
)
def test_marking__says_what_is_wrong(changes, message, source, newer, publisher, client_of):
    keys = {"newer": newer.pk, "source": source.pk}
    form = {name: keys.get(value, value) for name, value in {**FORM, **changes}.items()}
    response = client_of(publisher).post(url("mark", source), form)
    assert message in response.content.decode()
    assert not SourceNotice.objects.exists()


def test_replacement__may_not_lead_back(source, newer, editor):
    mark_source(newer, kind="superseded", replacement=source, user=editor)
    with pytest.raises(ValidationError):
        mark_source(source, kind="superseded", replacement=newer, user=editor)


def test_unknown_source__is_not_found(publisher, client_of):
    assert client_of(publisher).get("/admin/headhealth/sources/999999/mark/").status_code == 404


def test_day__is_today_at_the_latest(source, editor):
    today = timezone.localdate()
    mark_source(source, kind="superseded", happened_on=today, user=editor)
    assert SourceNotice.objects.get().happened_on == today
