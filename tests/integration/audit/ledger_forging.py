"""Forgeries of the whole ledger that leave nothing in the database to tell."""

from __future__ import annotations

from typing import Any

from headhealth.models import (
    Contribution,
    LedgerEntry,
    LedgerHead,
    MedicalReview,
    RegistrationRecord,
)
from headhealth.review.review_ledger import fact_of, hash_of
from tests.integration.audit.auditing import rows


def rewrite_records_and_ledger(*, first: int = 1, **changes: Any) -> None:
    """Change the record of entry ``first``, and make every entry and the head fit it."""
    entry = LedgerEntry.objects.get(position=first)
    rows(MedicalReview).filter(pk=entry.record_id).update(**changes)
    record = MedicalReview.objects.get(pk=entry.record_id)
    entry.facts |= {name: fact_of(record, name) for name in changes}
    rows(LedgerEntry).filter(position=first).update(facts=entry.facts)
    recompute_from(first)


def recompute_from(first: int) -> None:
    """Give every entry from ``first`` on the hashes that it would then have, and the head."""
    before = LedgerEntry.objects.filter(position=first - 1).values_list("hash", flat=True).first()
    for entry in LedgerEntry.objects.filter(position__gte=first):
        entry.previous_hash = before or ""
        before = entry.hash = hash_of(entry)
        rows(LedgerEntry).filter(pk=entry.pk).update(
            hash=entry.hash, previous_hash=entry.previous_hash
        )
    rows(LedgerHead).update(hash=before)


def cut_after(position: int) -> None:
    """Remove all that came later, records and entries, and set the head back."""
    later = LedgerEntry.objects.filter(position__gt=position)
    rows(MedicalReview).filter(pk__in=later.values("record_id"))._raw_delete("default")
    rows(LedgerEntry).filter(position__gt=position)._raw_delete("default")
    last = LedgerEntry.objects.get(position=position)
    rows(LedgerHead).update(position=position, hash=last.hash)


def leave_only_reviews() -> None:
    """As if nobody had written, registered or published: a chain of few entries, to be broken."""
    others = ("contribution", "registration", "publication")
    kept = list(LedgerEntry.objects.exclude(kind__in=others))
    for model in (Contribution, RegistrationRecord, LedgerEntry):
        rows(model)._raw_delete("default")
    rows(MedicalReview).update(published_at=None)
    for position, entry in enumerate(kept, start=1):
        entry.position = position
    rows(LedgerEntry).bulk_create(kept)
    rows(LedgerHead).update(position=len(kept))
    recompute_from(1)
