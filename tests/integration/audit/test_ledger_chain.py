"""The ledger is broken by hand in each way there is, and the audit says where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from headhealth.models import ConditionPage, LedgerEntry, LedgerHead, MedicalReview
from headhealth.review.newest_review import newest_review
from headhealth.review.review_ledger import hash_of
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.ledger_forging import leave_only_reviews


@pytest.fixture
def chain(a_to_z, editor, reviewer):
    """Four live pages, of which the last was approved twice and the second approval revoked."""
    pages = [
        factories.published(
            factories.ConditionPageFactory(parent=a_to_z), author=editor, approver=reviewer
        )
        for _ in range(4)
    ]
    factories.reviewed(pages[3], is_public=False)
    newest_review(pages[3]).revoke()
    leave_only_reviews()
    return list(LedgerEntry.objects.all())


def entry_at(position):
    return rows(LedgerEntry).filter(position=position)


def rewrite(at, **changes):
    """Change an entry and give it the hash that it should then have."""
    entry_at(at).update(**changes)
    at = changes.get("position", at)
    entry_at(at).update(hash=hash_of(LedgerEntry.objects.get(position=at)))


def test_sound_chain__is_found_sound(chain):
    assert [entry.kind for entry in chain] == ["approval"] * 5 + ["revocation"]
    run = audit()
    # The approval before the one that was revoked is of the same text, and ended with it.
    assert run.codes == ["review-revoked"]
    assert run.end == f"6:{chain[-1].hash}"


# Entries


def test_entry__with_other_facts(chain):
    facts = {**chain[1].facts, "reviewer_name": "Dr Quack"}
    entry_at(2).update(facts=facts)
    run = audit()
    assert run.codes == ["entry-changed", "review-untrusted", "review-revoked"]
    assert "Entry 2 of the review ledger was changed or moved" in run.text


def test_entry__with_other_facts_and_a_hash_to_match(chain):
    rewrite(2, facts={**chain[1].facts, "reviewer_name": "Dr Quack"})
    run = audit()
    assert run.codes[:2] == ["entry-misplaced", "record-changed"]
    assert sorted(run.codes[2:]) == ["review-revoked", "review-untrusted"]
    assert "Entry 3 of the review ledger does not follow from entry 2" in run.text
    assert "(reviewer's name)" in run.text


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "emergency"},
        {"record_id": 99},
        {"record_type": "headhealth.contribution"},
        {"entered_at": timezone.now() - timedelta(days=400)},
        {"previous_hash": "0" * 64},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_entry__with_another_value(change, chain):
    entry_at(2).update(**change)
    assert "entry-changed" in audit().codes


def test_entry__removed_in_the_middle(chain):
    entry_at(3)._raw_delete("default")
    run = audit()
    assert run.codes == ["entry-missing", "record-unentered", "review-untrusted", "review-revoked"]
    assert "Entries 3 to 3 of the review ledger are missing" in run.text


def test_entries__removed_at_the_beginning(chain):
    rows(LedgerEntry).filter(position__lte=2)._raw_delete("default")
    assert "Entries 1 to 2 of the review ledger are missing" in audit().text


def test_entries__removed_at_the_end(chain):
    rows(LedgerEntry).filter(position__gte=5)._raw_delete("default")
    run = audit()
    assert "Entries 5 to 6 of the review ledger are missing" in run.text


def test_end__removed_together_with_its_record_and_the_head_put_back(chain):
    """Nothing in the database tells; what an earlier audit printed does."""
    known = audit().end
    rows(LedgerEntry).filter(position__gte=5)._raw_delete("default")
    rows(MedicalReview).filter(pk=chain[4].record_id)._raw_delete("default")
    rows(LedgerHead).update(position=4, hash=chain[3].hash)
    assert audit().status == 0
    run = audit(f"--known-end={known}")
    assert run.codes == ["head-wrong"]
    assert "which ends at entry 4, no longer holds entry 6 as an earlier audit saw it" in run.text


def test_known_end__is_still_there_after_more_approvals(live, chain):
    known = audit().end
    factories.reviewed(live, is_public=False)
    assert audit(f"--known-end={known}").text == audit().text


def test_entries__in_another_order(chain):
    entry_at(2).update(position=99)
    entry_at(3).update(position=2)
    entry_at(99).update(position=3)
    run = audit()
    assert "Entry 2 of the review ledger was changed or moved" in run.text
    assert "Entry 3 of the review ledger was changed or moved" in run.text


def test_entries__in_another_order_with_hashes_to_match(chain):
    entry_at(2).update(position=99)
    rewrite(3, position=2)
    rewrite(99, position=3)
    assert set(audit().codes) == {"entry-misplaced", "review-revoked"}


def test_entry__forged_at_the_end(chain):
    forged = LedgerEntry.objects.get(position=6)
    forged.position, forged.record_id, forged.previous_hash = 7, 99, forged.hash
    forged.hash = hash_of(forged)
    rows(LedgerEntry).bulk_create([forged])
    run = audit()
    assert "head-wrong" in run.codes
    assert "head of the review ledger does not name its newest entry, 7" in run.text


@pytest.mark.parametrize(
    "change",
    [
        lambda: rows(LedgerHead).update(position=3),
        lambda: rows(LedgerHead).update(hash="0" * 64),
        lambda: rows(LedgerHead)._raw_delete("default"),
    ],
    ids=["behind", "another hash", "gone"],
)
def test_head__that_is_wrong(change, chain):
    change()
    assert "head-wrong" in audit().codes


def test_head_that_is_ahead__leaves_a_gap_for_good(live, chain):
    """The next approval goes on from where the ledger was."""
    rows(LedgerEntry).filter(position__gte=5)._raw_delete("default")
    factories.reviewed(live, is_public=False)
    assert LedgerEntry.objects.last().position == 8
    assert "Entries 5 to 7 of the review ledger are missing" in audit().text


def test_head_that_is_behind__keeps_nobody_from_approving(live, chain):
    rows(LedgerHead).update(position=2, hash=chain[1].hash)
    factories.reviewed(live, is_public=False)
    assert LedgerEntry.objects.last().previous_hash == LedgerEntry.objects.get(position=7).hash
    assert "entry" not in "".join(audit().codes)


# Records


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reviewer_name": "Dr Quack"}, "reviewer's name"),
        ({"reviewer_user": None}, "reviewer's account"),
        ({"reviewer": None}, "reviewer"),
        ({"revision": None}, "revision"),
        ({"registration_number": "1"}, "registration number"),
        ({"snapshot": {"title": "Another"}}, "approved content"),
        ({"digest": "0" * 64}, "digest"),
        ({"reviewed_at": timezone.now()}, "reviewed at"),
        ({"object_id": "7"}, "object id"),
        ({"object_id": "nonsense"}, "object id"),
        ({"scope": "changes"}, "scope"),
        ({"comment": "Long. " * 200}, "comment"),
        ({"is_correction": True}, "corrects a mistake"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_record__with_another_value(change, field, live):
    review = newest_review(live)
    rows(MedicalReview).update(**change)
    run = audit()
    assert "record-changed" in run.codes
    assert f"The record {review.pk} of the approval of “Migraine”" in run.text
    assert f"was changed after it was written ({field})" in run.text


def test_record__moved_to_another_type_of_object(live, symptom):
    """So that the approval of one covers another with the same number."""
    other = MedicalReview.objects.get(object_title="stiff neck").content_type
    rows(MedicalReview).filter(object_title="Migraine").update(content_type=other)
    assert audit().codes == ["record-changed", "never-reviewed"]


def test_record__by_whom_accounts_and_revisions_were_deleted_rightly(live, reviewer):
    live.save_revision().publish()
    reviewer.contributors.get().delete()
    reviewer.delete()
    ConditionPage.objects.get().revisions.exclude(pk=live.get_latest_revision().pk).delete()
    review = MedicalReview.objects.get()
    assert (review.reviewer, review.reviewer_user, review.revision) == (None, None, None)
    assert audit().status == 0


def test_record__deleted(live):
    review = newest_review(live)
    rows(MedicalReview)._raw_delete("default")
    run = audit()
    assert run.codes == ["record-missing", "never-reviewed"]
    said = f"The record {review.pk} of the approval of “Migraine” (conditionpage {live.pk}) was"
    assert f"{said} deleted past Django" in run.text


def test_record__forged_covers_nothing(live):
    rows(ConditionPage).update(summary="Take ten tablets.")
    forged = MedicalReview(**factories.review_fields(ConditionPage.objects.get()))
    rows(MedicalReview).bulk_create([forged])
    run = audit()
    assert run.codes == ["record-unentered", "review-untrusted"]
    assert "see what is said of it" in run.text


def test_revocation__undone(live):
    newest_review(live).revoke()
    rows(MedicalReview).update(revoked_at=None)
    run = audit()
    assert run.codes == ["record-changed", "review-untrusted"]
    assert "of the revocation of “Migraine”" in run.text


def test_revocation__at_another_time(live):
    newest_review(live).revoke()
    rows(MedicalReview).update(revoked_at=F("revoked_at") + timedelta(days=1))
    assert "record-changed" in audit().codes


def test_revocation__written_past_django(live):
    rows(MedicalReview).update(revoked_at=timezone.now())
    run = audit()
    assert run.codes == ["record-unentered", "review-revoked"]
    assert "The revocation of “Migraine”" in run.text
