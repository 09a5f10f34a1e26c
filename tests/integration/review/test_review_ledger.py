"""Every record is entered in the ledger as it is written, and nothing else writes there."""

from __future__ import annotations

import importlib
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from wagtail.models import Site

from headhealth.models import (
    Contribution,
    LedgerEntry,
    LedgerHead,
    MedicalReview,
    RegistrationRecord,
)
from headhealth.page_cache.content_generation import current_generation
from headhealth.review.acts import writing
from headhealth.review.canonical_json import canonical_json
from headhealth.review.newest_review import newest_review
from headhealth.review.review_ledger import append_entry
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.review.migrating import migrating


@pytest.fixture
def symptom(editor: Any, reviewer: Any) -> Any:
    return factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)


def test_approval_publication_and_revocation__are_entered(live):
    review = newest_review(live)
    review.revoke()
    kinds = ["approval", "publication", "revocation"]
    approval, publication, revocation = LedgerEntry.objects.filter(kind__in=kinds)
    assert [approval.kind, publication.kind, revocation.kind] == kinds
    assert approval.record_id == publication.record_id == revocation.record_id == review.pk
    assert list(publication.facts) == ["published_at"]
    assert publication.previous_hash == approval.hash
    assert approval.facts["reviewer_name"] == "Dr Reviewer"
    assert approval.facts["content_type"]["model"] == "headhealth.conditionpage"
    assert list(revocation.facts) == ["revoked_at"]
    assert revocation.previous_hash == publication.hash
    assert LedgerHead.objects.get().link == revocation.link


def test_long_text__stands_in_the_record_and_is_only_proved_by_the_ledger(live):
    factories.reviewed(live, comment="Long. " * 200)
    assert list(LedgerEntry.objects.filter(kind="approval").last().facts["comment"]) == ["sha256"]


def test_revoking_twice__is_entered_once(live):
    one, other = MedicalReview.objects.get(), MedicalReview.objects.get()
    one.revoke()
    other.revoke()
    assert other.revoked_at == one.revoked_at
    assert LedgerEntry.objects.filter(kind="revocation").count() == 1


def test_record_that_is_rolled_back__is_not_entered(live):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        factories.reviewed(live)
        raise ZeroDivisionError
    assert LedgerEntry.objects.filter(kind="approval").count() == 1
    assert MedicalReview.objects.count() == 1
    factories.reviewed(live)
    assert audit().status == 0


def test_entry__cannot_be_changed_or_deleted(live):
    entry = LedgerEntry.objects.get(kind="approval")
    entry.kind = "emergency"
    for forbidden in (
        entry.save,
        entry.delete,
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.update(kind="emergency"),
        lambda: LedgerEntry.objects.bulk_update([entry], ["kind"]),
        lambda: LedgerEntry.objects.bulk_create([entry]),
        lambda: LedgerEntry.objects.update_or_create(position=1, defaults={"kind": "emergency"}),
        lambda: MedicalReview.objects.bulk_create([MedicalReview(**factories.review_fields(live))]),
    ):
        with pytest.raises(PermissionDenied, match="(Ledger entries|Medical reviews) are "):
            with transaction.atomic():
                forbidden()
    assert audit().status == 0


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        ({"b": 1, "a": [True, None, ""]}, '{"a":[true,null,""],"b":1}'),
        ([1.0, -0.0, 1e16, 1e23], "[1,0,10000000000000000,100000000000000000000000]"),
        ([0.1, 1.5e-7, 2**70], "[0.1,1.5e-07,1180591620717411303424]"),
        ("Ätiologie 🤕", '"\\u00c4tiologie \\ud83e\\udd15"'),
    ],
    ids=["order", "whole numbers", "other numbers", "letters"],
)
def test_canonical_json__is_the_same_before_and_after_the_database(value, canonical, live):
    assert canonical_json(value) == canonical
    rows(LedgerEntry).update(facts={"value": value})
    assert canonical_json(LedgerEntry.objects.get(kind="approval").facts["value"]) == canonical


def test_entry_alone__does_not_renew_the_pages_that_are_kept(live):
    review = newest_review(live)
    before = current_generation()
    with writing(review):
        append_entry(record=review, kind="revocation", fields=["revoked_at"])
    assert current_generation() == before


def test_migration__enters_the_records_that_there_are(live, symptom, editor, reviewer):
    newest_review(live).revoke()
    factories.published(live, author=editor, approver=reviewer)
    about_reviews = LedgerEntry.objects.filter(kind__in=["approval", "revocation"])
    said = {(entry.kind, entry.record_id): entry.facts for entry in about_reviews}
    assert len(said) == 4
    for facts in said.values():
        # The migration knows the records as they were then.
        for later in (
            "is_final",
            "dependencies",
            "task_number",
            "digest_format",
            "reviewers_needed",
            "act",
        ):
            facts.pop(later, None)
    for model in (LedgerEntry, LedgerHead, Contribution, RegistrationRecord):
        rows(model)._raw_delete("default")
    rows(MedicalReview).update(published_at=None)
    apps = MigrationLoader(connection).project_state(("headhealth", "0013_review_ledger")).apps
    migration = importlib.import_module("headhealth.migrations.0013_review_ledger")
    with migrating():
        migration.enter_existing_records(apps, SimpleNamespace(connection=connection))
    entries = LedgerEntry.objects.all()
    assert [entry.kind for entry in entries] == ["approval"] * 3 + ["revocation"]
    assert {(entry.kind, entry.record_id): entry.facts for entry in entries} == said
    assert audit().status == 0
    newest_review(live).revoke()
    assert audit().codes == ["review-revoked"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_approvals_at_the_same_time__follow_one_another(committed):
    """Each in a transaction that is open when all the others begin to write."""
    number = 6
    home = Site.objects.get(is_default_site=True).root_page
    parent = factories.AToZPageFactory(parent=home)
    author, approver = factories.editor(), factories.reviewer()
    states = [
        factories.submit(factories.ConditionPageFactory(parent=parent), user=author)
        for _ in range(number)
    ]
    together, failures = threading.Barrier(number), []

    def approve(state):
        try:
            with transaction.atomic():
                LedgerEntry.objects.exists()
                together.wait(30)
                factories.approve(state, user=approver)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[state]) for state in states]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    positions = list(LedgerEntry.objects.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    approvals = LedgerEntry.objects.filter(kind=MedicalReview.ledger_kind)
    assert approvals.count() == MedicalReview.objects.count() == number
    run = audit()
    assert run.status == 0
    assert f"{len(positions)} ledger entries" in run.text
    assert "6 medical reviews, 6 live objects" in run.text
