"""The gate believes a record only where the ledger vouches for it, word for word."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from headhealth.models import (
    Adoption,
    ConditionPage,
    ContentWithdrawal,
    EmergencyPublication,
    LedgerEntry,
    LedgerHead,
    MedicalReview,
)
from headhealth.review.authority import may_be_public, record_that_allows
from headhealth.review.content_digest import digest_of
from headhealth.review.newest_review import newest_review
from headhealth.review.review_ledger import fact_of, hash_of
from headhealth.review.review_required import ReviewRequired
from headhealth.review.version import version_of
from headhealth.withdrawal.withdraw import withdraw
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.audit.auditing import rows
from tests.integration.review.migrating import run

BAD = "Take ten tablets."
REASON = "The dose on the page is ten times too high."


@pytest.fixture
def bad(live: ConditionPage, editor: Any) -> ConditionPage:
    """The live page with another text as its latest version, which nobody approved."""
    live.summary = BAD
    live.save_revision(user=editor)
    return live


def swap_digest(page: ConditionPage) -> None:
    rows(MedicalReview).update(digest=version_of(page).digest)


def swap_snapshot(page: ConditionPage) -> None:
    rows(MedicalReview).update(snapshot=version_of(page).snapshot)


def swap_both(page: ConditionPage) -> None:
    version = version_of(page)
    rows(MedicalReview).update(snapshot=version.snapshot, digest=version.digest)


def swap_all_and_format(page: ConditionPage) -> None:
    version = version_of(page)
    rows(MedicalReview).update(snapshot=version.snapshot, digest=version.digest, digest_format=1)


def forge_entry_with_a_right_hash(page: ConditionPage) -> None:
    """In the place of the true one; the entry after it still tells."""
    swap_both(page)
    entry = LedgerEntry.objects.get(record_id=newest_number(), kind="approval")
    review = MedicalReview.objects.get(pk=entry.record_id)
    now = {name: fact_of(review, name) for name in ("digest", "snapshot")}
    entry.facts = {**entry.facts, **now}
    rows(LedgerEntry).filter(pk=entry.pk).update(facts=entry.facts, hash=hash_of(entry))


def newest_number() -> int:
    return MedicalReview.objects.order_by("pk").values_list("pk", flat=True)[0]


def append_forged_entry(page: ConditionPage) -> None:
    """A new record with an entry behind the head, which does not know of it."""
    version = version_of(page)
    record = MedicalReview(**factories.review_fields(page))
    rows(MedicalReview).bulk_create([record])
    last = LedgerEntry.objects.last()
    entry = LedgerEntry(
        position=last.position + 1,
        kind="approval",
        record_type="headhealth.medicalreview",
        record_id=record.pk,
        facts={"digest": version.digest},
        entered_at=last.entered_at,
        previous_hash=last.hash,
    )
    entry.hash = hash_of(entry)
    rows(LedgerEntry).bulk_create([entry])


def entry_of_another_kind(page: ConditionPage) -> None:
    """What was entered as something else becomes the entry of an approval, or the reverse."""
    swap_both(page)
    rows(LedgerEntry).filter(kind="approval").update(kind="adoption")


def recomputed_in_the_database(page: ConditionPage) -> None:
    """An entry of the kind that gives a digest anew, written by hand."""
    swap_both(page)
    last = LedgerEntry.objects.last()
    entry = LedgerEntry(
        position=last.position + 1,
        kind="fingerprint-2",
        record_type="headhealth.medicalreview",
        record_id=newest_number(),
        facts={"digest": version_of(page).digest, "digest_format": 2},
        entered_at=last.entered_at,
        previous_hash=last.hash,
    )
    entry.hash = hash_of(entry)
    rows(LedgerEntry).bulk_create([entry])
    rows(LedgerHead).update(position=entry.position, hash=entry.hash)


def record_of_another_object(page: ConditionPage) -> None:
    """The approval of another page with just this text, moved here."""
    parent = page.get_parent()
    other = factories.ConditionPageFactory(parent=parent, title=page.title, slug="other")
    for name in ("summary", "body"):
        setattr(other, name, getattr(page, name))
    factories.published(other)
    rows(MedicalReview).filter(object_id=str(other.pk)).update(object_id=str(page.pk))


def partial_made_final(page: ConditionPage) -> None:
    factories.reviewed(page, is_final=False)
    rows(MedicalReview).update(is_final=True)


@pytest.mark.parametrize(
    "attack",
    [
        swap_digest,
        swap_snapshot,
        swap_both,
        swap_all_and_format,
        forge_entry_with_a_right_hash,
        append_forged_entry,
        entry_of_another_kind,
        recomputed_in_the_database,
        record_of_another_object,
        partial_made_final,
    ],
)
def test_record_changed_past_django__lets_nothing_bad_through(
    attack, bad, symptom, publisher, client
):
    before = client.get(bad.url).content.decode()
    attack(bad)
    page = ConditionPage.objects.get(pk=bad.pk)
    page.summary = BAD
    assert not may_be_public(page)
    for attempt in (page.save, lambda: page.get_latest_revision().publish(user=publisher)):
        with pytest.raises(ReviewRequired):
            attempt()
    assert BAD not in client.get(bad.url).content.decode()
    assert "Dr Record" not in before


@pytest.fixture
def symptom(editor: Any, reviewer: Any) -> Any:
    """So that the approval of the page is not the newest entry."""
    return factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)


@pytest.mark.parametrize("change", [{"snapshot": {}}, {"reviewer_name": "Dr Quack"}], ids=str)
def test_newest_record_that_was_changed__does_not_revive_the_one_before(
    change, live, editor, reviewer
):
    first = ConditionPage.objects.get(pk=live.pk)
    live.summary = "Second."
    page = factories.published(live, author=editor, approver=reviewer)
    rows(MedicalReview).filter(pk=newest_review(page).pk).update(**change)
    assert newest_review(page) is None
    assert not may_be_public(first) and not may_be_public(page)


def test_revocation_that_was_undone__lets_nothing_through(live, publisher):
    newest_review(live).revoke()
    rows(MedicalReview).update(revoked_at=None)
    assert newest_review(live) is None
    page = ConditionPage.objects.get(pk=live.pk)
    page.unpublish()
    with pytest.raises(ReviewRequired):
        page.get_latest_revision().publish(user=publisher)


def test_emptied_references__leave_the_record_as_it_is(live, reviewer):
    reviewer.contributors.get().delete()
    reviewer.delete()
    assert may_be_public(live)


@pytest.mark.parametrize("model", [EmergencyPublication, Adoption])
def test_other_records__are_believed_by_the_same_rule(model, draft, editor, publisher, superuser):
    if model is EmergencyPublication:
        draft.save_revision(user=editor)
        digest = version_of(draft).digest
        publish_urgently(obj=draft, user=publisher, reason=REASON, digest=digest)
    else:
        rows(Page).filter(pk=draft.pk).update(live=True)
        rows(ConditionPage).filter(pk=draft.pk).update(summary="Old.")
        assert run("adopt_pages", user=superuser, reason="Online since 2015").status == 0
    page = ConditionPage.objects.get(pk=draft.pk)
    assert type(record_that_allows(version_of(page))) is model
    page.summary = BAD
    rows(model).update(digest=version_of(page).digest, snapshot=version_of(page).snapshot)
    assert not may_be_public(page)
    assert digest_of(type(page), model.objects.get().snapshot) == version_of(page).digest


def test_withdrawal_that_nobody_made__ends_nothing(live):
    record = ContentWithdrawal(
        content_type=MedicalReview.objects.get().content_type,
        object_id=str(live.pk),
        object_title="x",
        reason="x",
        withdrawn_at=MedicalReview.objects.get().reviewed_at,
    )
    rows(ContentWithdrawal).bulk_create([record])
    assert may_be_public(live)
    withdraw(live, reason="It was wrong.")
    assert not may_be_public(live)


def test_queries__are_two_for_the_gate(live):
    version_of(live)
    with CaptureQueriesContext(connection) as captured:
        assert newest_review(live)
    assert len(captured) == 2, [query["sql"] for query in captured]
