"""What is due when, as the lists know it: it follows whatever happens to content and reviews."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.users.models import UserProfile

from headhealth.models import MedicalReview, ReviewClock
from headhealth.review import review_clock
from headhealth.review.medical_review import ReviewScope
from headhealth.review.review_clock import set_clocks
from headhealth.rules.review_schedule import ReviewState, add_months
from headhealth.site_calendar import site_day
from tests import factories

TODAY = timezone.localdate


def clock(obj: Any) -> ReviewClock | None:
    return ReviewClock.objects.for_object(obj).first()


def test_draft__has_none(draft):
    assert clock(draft) is None


def test_approval__starts_it(draft, editor):
    draft.owner = editor
    draft.save()
    draft.risk_tier = "high"
    live = factories.published(draft, author=editor)
    found = clock(live)
    assert (found.title, found.tier, found.owner) == ("Migraine", "high", editor)
    # Two have to approve what can do much harm: it names the one who completed it.
    assert (found.reviewer_name, found.reviewed_on) == ("Dr Co_Reviewer1", TODAY())
    assert found.due_on == add_months(TODAY(), 6)
    assert (found.state, found.is_changed_since) == (ReviewState.CURRENT, False)


def test_review_of_changes_only__does_not_move_it(live, editor, other_reviewer):
    live.risk_tier = "elevated"
    live.title = "Migraine and aura"
    state = factories.submit(live, user=editor)
    factories.approve(state, user=other_reviewer, scope=ReviewScope.CHANGES)
    found = clock(live)
    assert (found.title, found.reviewer_name) == ("Migraine and aura", "Dr Reviewer")
    assert found.is_changed_since
    # What is due when follows the tier at once.
    assert found.due_on == add_months(TODAY(), 12)


def test_version_that_waits_for_its_day__does_not_count_yet(live, editor, other_reviewer):
    live.summary = "New."
    live.go_live_at = timezone.localtime() + timedelta(days=3)
    factories.approve(factories.submit(live, user=editor), user=other_reviewer)
    assert MedicalReview.objects.count() == 2
    set_clocks()
    assert clock(live).reviewer_name == "Dr Reviewer"


def unpublished_in_the_editor(page, client):
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))


def unpublished_in_bulk(page, client):
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client.post(f"{action}?id={page.pk}&next=/admin/")


def unpublished_with_those_above(page, client):
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    above = page.get_parent().pk
    client.post(f"{action}?id={above}&next=/admin/", {"include_descendants": "on"})


def unpublished_as_its_base_row(page, client):
    Page.objects.get(pk=page.pk).unpublish()


def unpublished_as_a_row_that_knows_its_page(page, client):
    row = Page.objects.get(pk=page.pk)
    assert row.specific.live
    row.unpublish()


@pytest.mark.parametrize(
    "unpublish",
    [
        unpublished_as_a_row_that_knows_its_page,
        unpublished_in_the_editor,
        unpublished_in_bulk,
        unpublished_with_those_above,
        unpublished_as_its_base_row,
    ],
)
def test_unpublishing_and_deleting__end_it(unpublish, live, client_of, publisher):
    unpublish(live, client_of(publisher))
    assert clock(live) is None
    live.refresh_from_db()
    live.get_latest_revision().publish()
    assert clock(live).due_on == add_months(TODAY(), 36)
    live.refresh_from_db()
    live.delete()
    assert not ReviewClock.objects.exclude(title__startswith="Conditions").exists()


def test_revoked_review__leaves_it_never_reviewed(live):
    MedicalReview.objects.get().revoke()
    assert clock(live).state == ReviewState.NEVER


def test_alias__has_none_of_its_own(live, home):
    alias = live.create_alias(parent=home)
    set_clocks()
    assert clock(alias) is None
    assert clock(live)


@pytest.fixture
def symptom(db):
    return factories.published(factories.SymptomFactory())


def test_symptom__has_one(symptom):
    assert clock(symptom).due_on == add_months(TODAY(), 36)


@pytest.mark.parametrize("days", [-1, 0, 60, 61])
def test_states__by_query_are_those_of_the_row(days, live):
    due_on = TODAY() + timedelta(days=days)
    soon = due_on - timedelta(days=60)
    ReviewClock.objects.update(due_on=due_on, due_soon_on=soon)
    state = clock(live).state
    assert state == {-1: "overdue", 0: "due-soon", 60: "due-soon", 61: "current"}[days]
    assert [each for each in ReviewState if ReviewClock.objects.in_state(each)] == [state]


@pytest.mark.parametrize(("zone", "hour"), [("Pacific/Auckland", 13), ("Pacific/Honolulu", 9)])
def test_day_of_a_review__is_the_sites_and_not_the_reviewers(
    zone, hour, draft, editor, reviewer, client_of, client
):
    """It is 28 February in London, the next day in Auckland, the day before in Hawaii."""
    UserProfile.get_for_user(reviewer).delete()
    UserProfile.objects.create(user=reviewer, current_time_zone=zone)
    with time_machine.travel(datetime(2025, 2, 28, hour, tzinfo=UTC), tick=False):
        state = factories.submit(draft, user=editor)
        url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
        client_of(reviewer).post(url, factories.checklist(state))
        live = type(draft).objects.get(pk=draft.pk)
        assert live.live
        assert clock(live).reviewed_on == date(2025, 2, 28)
        assert clock(live).due_on == date(2028, 2, 28)
        assert "28 February 2025" in client.get(live.url).content.decode()


@given(st.datetimes(timezones=st.just(UTC)), st.timezones(), st.timezones())
def test_site_day__does_not_depend_on_whose_time_zone_is_active(moment, site_zone, other_zone):
    with override_settings(TIME_ZONE=str(site_zone)), timezone.override(other_zone):
        assert site_day(moment) == moment.astimezone(site_zone).date()


def test_change_of_policy__keeps_a_review_that_is_recorded_meanwhile(committed, live, monkeypatch):
    day, due_on = date(2031, 1, 1), date(2032, 1, 1)
    work_out, others = review_clock._due, []

    def review() -> None:
        ReviewClock.objects.update(reviewed_on=day, due_on=due_on)
        connections.close_all()

    def work_out_while_a_review_is_recorded(*arguments: Any) -> Any:
        other = threading.Thread(target=review)
        if not others:
            others.append(other)
            other.start()
            other.join(0.5)  # It waits, and is not waited for.
        return work_out(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(review_clock, "_due", work_out_while_a_review_is_recorded)
        review_clock.set_due_dates()
    for other in others:
        other.join(30)
    assert others and (clock(live).reviewed_on, clock(live).due_on) == (day, due_on)
