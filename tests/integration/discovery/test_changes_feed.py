"""The Atom feed: reviewed changes of public pages, and nothing that nobody reviewed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from headhealth.discovery import changes_feed
from headhealth.models import ConditionPage, MedicalReview
from tests import factories
from tests.integration.change_log.test_change_log import revise
from tests.integration.pages.reading import SCRIPT

pytestmark = pytest.mark.usefixtures("example_site")

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "/changes/feed.atom"


def feed(client: Client) -> ElementTree.Element:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(client: Client) -> list[dict[str, Any]]:
    return [
        {
            **{name: entry.findtext(ATOM + name) for name in ("title", "id", "updated", "summary")},
            "author": entry.findtext(f"{ATOM}author/{ATOM}name"),
            "link": entry.find(f"{ATOM}link").get("href"),
            "terms": [category.get("term") for category in entry.iter(f"{ATOM}category")],
            "language": entry.get("{http://www.w3.org/XML/1998/namespace}lang"),
        }
        for entry in feed(client).iter(f"{ATOM}entry")
    ]


def notes(client: Client) -> list[str]:
    return [entry["summary"] for entry in entries(client)]


def test_feed__has_what_rfc_4287_asks_for(live, client):
    root = feed(client)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title") == "Health: reviewed changes"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://health.example/",
        "self": "https://health.example/changes/feed.atom",
    }
    (entry,) = entries(client)
    review = MedicalReview.objects.get()
    assert root.findtext(f"{ATOM}updated") == entry["updated"]
    assert datetime.fromisoformat(entry["updated"]) == review.reviewed_at
    assert entry["title"] == "Migraine"
    assert entry["author"] == "Dr Reviewer"
    assert entry["summary"] == "First published"
    assert entry["link"] == live.full_url
    assert entry["language"] == "en"
    ids = [root.findtext(f"{ATOM}id"), entry["id"]]
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert len(set(ids)) == 2


def test_feed__has_the_newest_change_first_and_marks_corrections(live, editor, reviewer, client):
    answers = {"change_note": f"Dose <b>& all</b> {SCRIPT}", "is_correction": "on"}
    revise(live, editor, reviewer, answers, summary="Another.")
    newest, first = entries(client)
    # As HTML, which is what the type of a summary says it is.
    assert newest["summary"].startswith("Correction: Dose &lt;b&gt;&amp; all")
    assert newest["terms"] == ["correction"]
    assert (first["summary"], first["terms"]) == ("First published", [])


def test_ids__stay_when_a_page_moves_or_changes_its_name(live, home, a_to_z, example_site, client):
    before = [entry["id"] for entry in entries(client)]
    page = ConditionPage.objects.get(pk=live.pk)
    page.slug = "another"
    page.save()
    page.move(factories.AToZPageFactory(parent=home, title="New"), pos="last-child")
    example_site.hostname = "new.example"
    example_site.save()
    (entry,) = entries(client)
    assert [entry["id"]] == before
    assert entry["link"] == "https://new.example/new/another/"


def test_feed__says_nothing_of_drafts_and_of_what_waits(live, editor, client):
    draft = ConditionPage.objects.get(pk=live.pk)
    draft.title = "Unreviewed words"
    factories.submit(draft, user=editor)
    assert "Unreviewed" not in client.get(ADDRESS).content.decode()


def test_feed__ends_with_what_is_live(live, editor, reviewer, client):
    later = timezone.localtime() + timedelta(days=3)
    answers = {"change_note": "To come"}
    revise(live, editor, reviewer, answers, summary="Another.", go_live_at=later)
    assert notes(client) == ["First published"]


def test_feed__knows_a_page_that_was_published_again(live, editor, reviewer, publisher, client):
    """Which makes a revision that no review names."""
    revise(live, editor, reviewer, {"change_note": "Second"}, summary="Another.")
    page = ConditionPage.objects.get(pk=live.pk)
    page.unpublish()
    assert notes(client) == []
    page = ConditionPage.objects.get(pk=live.pk)
    page.save_revision(user=publisher).publish(user=publisher)
    assert ConditionPage.objects.get(pk=live.pk).live
    assert notes(client) == ["Second", "First published"]


def test_feed__leaves_out_revoked_reviews(live, client):
    MedicalReview.objects.get().revoke()
    assert notes(client) == []


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "restrict_parent", "delete"])
def test_feed__has_no_page_that_is_not_public(hide, live, a_to_z, client):
    if hide == "unpublish":
        live.unpublish()
    elif hide == "delete":
        live.delete()
    else:
        page = live if hide == "restrict" else a_to_z
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert notes(client) == []


def test_feed__is_of_this_site_and_says_a_thing_once(live, home, other_site, client):
    live.create_alias(parent=home, update_slug="again")
    live.create_alias(parent=other_site.root_page, update_slug="there")
    assert len(entries(client)) == 1
    response = client.get(ADDRESS, headers={"host": "other.example"}, secure=True)
    assert b"<entry" not in response.content


def test_empty_feed__stands_still(example_site, client):
    first = client.get(ADDRESS)
    assert ElementTree.fromstring(first.content).findtext(f"{ATOM}updated").startswith("2000-")
    again = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_feed__is_compared_by_its_content(live, client):
    etag = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 304
    live.unpublish()
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 200


def test_feed__is_xml_whatever_titles_hold(draft, editor, reviewer, client):
    draft.title = "Odd\x0b \x1b title ]]> & 🤕 شقيقة"
    factories.published(draft, author=editor, approver=reviewer)
    (entry,) = entries(client)
    assert entry["title"] == "Odd  title ]]> & 🤕 شقيقة"


def test_feed__is_bounded_and_costs_the_same(
    live, a_to_z, editor, reviewer, client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(changes_feed, "ENTRIES", 3)
    entries(client)
    # Site, restrictions, reviews, pages.
    with django_assert_num_queries(5):
        assert len(entries(client)) == 1
    for _ in range(4):
        page = factories.ConditionPageFactory(parent=a_to_z)
        factories.published(page, author=editor, approver=reviewer)
    with django_assert_num_queries(5):
        assert len(entries(client)) == 3
