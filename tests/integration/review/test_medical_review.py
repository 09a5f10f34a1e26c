"""The record: written once, kept for good, only the newest counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from headhealth.models import ConditionPage, MedicalReview
from headhealth.review.authority import may_be_public
from headhealth.review.content_digest import content_digest
from headhealth.review.newest_review import newest_review
from headhealth.review.review_required import ReviewRequired
from headhealth.review.version import version_of
from tests import factories
from tests.testapp.models import ClinicPage, OpeningHours


def revise(page, editor, reviewer, **changes):
    """Approve a new version of ``page`` with ``changes``."""
    page = ConditionPage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    return factories.published(page, author=editor, approver=reviewer)


def test_record__keeps_the_reviewer_as_they_were_that_day(live, reviewer):
    contributor = reviewer.contributors.get()
    contributor.name = "Dr Renamed"
    contributor.registration_number = "OTHER"
    contributor.save()
    review = newest_review(live)
    assert review.reviewer_name == "Dr Reviewer"
    assert review.registration_number.startswith("TEST-")
    assert review.registration_body == "General Medical Council"


def test_record__cannot_be_changed_or_deleted(live):
    review = newest_review(live)
    review.comment = "Another"
    for forbidden in (
        review.save,
        review.delete,
        MedicalReview.objects.all().delete,
        lambda: MedicalReview.objects.update(comment="Another"),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()
    assert MedicalReview.objects.get().comment == ""


def test_record__survives_the_page_its_revisions_and_the_account(live, reviewer):
    digest = content_digest(live)
    live.delete()
    reviewer.delete()
    review = MedicalReview.objects.get()
    assert (review.object_title, review.digest) == ("Migraine", digest)
    assert (review.reviewer_user, review.revision) == (None, None)
    assert review.reviewer_name == "Dr Reviewer"
    assert review.revision_number
    assert review.snapshot["title"] == "Migraine"


def test_superseded_version__is_not_approved_any_more(live, editor, reviewer):
    first = live.summary
    revise(live, editor, reviewer, summary="Second.")
    page = ConditionPage.objects.get(pk=live.pk)
    page.summary = first
    assert not may_be_public(page)


def test_revoke__ends_all_before_it(live, editor, reviewer, publisher, client):
    """Superseded text that was wrong goes out by no door without a review."""
    first = live.get_latest_revision()
    page = revise(live, editor, reviewer, summary="Second.")
    newest_review(page).revoke()
    assert newest_review(page) is None
    assert not may_be_public(live)
    for attempt in (lambda: first.publish(user=publisher), live.save):
        with pytest.raises(ReviewRequired):
            attempt()
    assert "Second." in client.get(live.url).content.decode()
    assert "eviewed on" not in client.get(live.url).content.decode()


def test_revoke__and_a_later_approval_is_unaffected(live, editor, reviewer):
    newest_review(live).revoke()
    page = revise(live, editor, reviewer, summary="Second.")
    assert may_be_public(page)
    page = revise(page, editor, reviewer, summary="Third.")
    MedicalReview.objects.get(snapshot__summary="Second.").revoke()
    assert may_be_public(page)
    assert newest_review(page).snapshot["summary"] == "Third."


@pytest.mark.parametrize("clock", [0, -1], ids=["one instant", "clock set back"])
def test_order__is_that_of_the_ledger_whatever_the_clock_said(live, editor, reviewer, clock):
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=clock), tick=False):
        second = revise(live, editor, reviewer, summary="Second.")
        newest_review(second).revoke()
        assert not may_be_public(second) and not may_be_public(live)
        third = revise(second, editor, reviewer, summary="Third.")
        assert newest_review(third).snapshot["summary"] == "Third."
    assert may_be_public(third) and not may_be_public(second)


def test_approves__after_a_migration_added_a_field_with_a_default(live):
    """The snapshot of that day knows nothing of ``risk_tier``; its default is what it said."""
    review = newest_review(live)
    snapshot = {name: value for name, value in review.snapshot.items() if name != "risk_tier"}
    review.snapshot, review.digest = snapshot, "0" * 64
    assert review.lets_through(version_of(live))
    live.summary = "Another"
    assert not review.lets_through(version_of(live))


def add_hours(clinic):
    OpeningHours.objects.bulk_create([OpeningHours(page=clinic, day="Any day")])


def add_symptom(clinic):
    through = ClinicPage.shown_symptoms.through
    through.objects.create(clinicpage=clinic, symptom=factories.SymptomFactory())


@pytest.mark.parametrize(
    ("name", "add"), [("opening_hours", add_hours), ("shown_symptoms", add_symptom)]
)
def test_approves__after_a_migration_added_a_relation__nothing_that_is_in_it(name, add, a_to_z):
    """The snapshot does not know the relation: nobody approved what is in its table."""
    clinic = ClinicPage(title="Clinic", summary="s", body=[factories.text_section()], live=False)
    a_to_z.add_child(instance=clinic)
    review = factories.reviewed(clinic)
    del review.snapshot[name]
    review.digest = "0" * 64
    assert review.lets_through(version_of(clinic))
    add(clinic)
    assert not review.lets_through(version_of(ClinicPage.objects.get()))
