"""The public list of what was reviewed last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from headhealth import recent_reviews
from headhealth.models import MedicalReview
from headhealth.review.medical_review import ReviewScope
from headhealth.templatetags.headhealth_tags import long_date
from tests import factories
from tests.backdating import backdate_reviews
from tests.integration.pages.reading import public, words


def listed(client: Client, query: str = "") -> list[str]:
    return [words(item) for item in see(client, query).select(".hh-listing__item")]


def see(client: Client, query: str = "") -> BeautifulSoup:
    response = client.get(reverse("headhealth:recently_reviewed") + query)
    assert response.status_code == 200
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def days_ago(page: Any, days: int) -> Any:
    """Move the reviews of ``page`` into the past. Returns the day."""
    return timezone.localdate(backdate_reviews(days=days, object_id=str(page.pk)))


@pytest.fixture
def two(a_to_z: Any, editor: Any, reviewer: Any) -> list[Any]:
    return [
        factories.published(
            factories.ConditionPageFactory(parent=a_to_z, title=title),
            author=editor,
            approver=reviewer,
        )
        for title in ("Migraine", "Concussion")
    ]


def test_list__has_the_newest_review_first(two, client):
    days = [days_ago(page, ago) for page, ago in zip(two, (3, 5), strict=True)]
    assert listed(client) == [
        f"{page.title} Last reviewed on {long_date(day)}"
        for page, day in zip(two, days, strict=True)
    ]
    days_ago(two[0], 9)
    assert listed(client)[0].startswith("Concussion")


def test_list__leaves_out_what_nobody_reviewed_as_it_is(
    two, a_to_z, editor, other_reviewer, client
):
    public(factories.ConditionPageFactory(parent=a_to_z, title="Unreviewed"))
    two[0].summary = "Changed."
    state = factories.submit(two[0], user=editor)
    factories.approve(state, user=other_reviewer, scope=ReviewScope.CHANGES)
    assert [entry.split()[0] for entry in listed(client)] == ["Concussion"]


@pytest.mark.parametrize("state", ["withdrawn", "private", "parent_private", "revoked"])
def test_list__leaves_out_what_readers_cannot_trust_or_see(state, two, client):
    if state == "withdrawn":
        two[0].unpublish()
    elif state == "revoked":
        MedicalReview.objects.for_object(two[0]).get().revoke()
    else:
        page = two[0] if state == "private" else two[0].get_parent()
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "Migraine" not in see(client).get_text()


def test_empty_list__says_so(home, client):
    assert "Nothing has been reviewed yet." in see(client).get_text()


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-3", "?page=x", "?page=%00", "?page=" + "9" * 5000]
)
def test_page_number_that_is_none__shows_a_page(query, two, client):
    assert len(listed(client, query)) == 2


@pytest.mark.parametrize("amount", [1, 60])
def test_list__costs_the_same_with_any_number_of_pages(amount, a_to_z, client):
    for number in range(amount):
        page = factories.ConditionPageFactory(parent=a_to_z, title=f"Page {number}")
        record_review(page)
    see(client)
    with CaptureQueriesContext(connection) as captured:
        soup = see(client)
    # Site, language, restrictions, reviews, pages, the language of the list.
    assert len(captured) == 6
    assert len(soup.select(".hh-listing__item")) == min(amount, 50)
    assert bool(soup.select("a[rel=next]")) == (amount > 50)


def test_list__is_of_what_is_recent(a_to_z, client, monkeypatch):
    monkeypatch.setattr(recent_reviews, "PAGES_LISTED", 2)
    for number in range(3):
        record_review(factories.ConditionPageFactory(parent=a_to_z, title=f"Page {number}"))
    assert [entry.split(" Last")[0] for entry in listed(client)] == ["Page 2", "Page 1"]


def test_page_that_was_reviewed_twice_as_it_is__is_listed_once(two, client):
    later = timezone.now() + timedelta(minutes=1)
    factories.reviewed(two[0], revision=two[0].live_revision, reviewed_at=later)
    assert [entry.split(" Last")[0] for entry in listed(client)] == ["Migraine", "Concussion"]


def record_review(page: Any) -> None:
    """Make ``page`` public with a review of its live revision."""
    revision = page.save_revision()
    type(page).objects.filter(pk=page.pk).update(live=True, live_revision=revision)
    factories.reviewed(page, revision=revision, revision_number=revision.pk)
