"""Reviews as if they had been given earlier, with a ledger that says the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from headhealth.models import LedgerEntry, LedgerHead, MedicalReview
from headhealth.review.review_ledger import EntryKind, fact_of, hash_of


def backdate_reviews(*, days: int, **of: Any) -> datetime:
    """Move the reviews ``of`` these fields, or all, so many days into the past. Returns when."""
    moment = timezone.localtime() - timedelta(days=days)
    reviews = MedicalReview.objects.filter(**of)
    keys = list(reviews.values_list("pk", flat=True))
    # The records' own manager refuses to change them.
    QuerySet(MedicalReview).filter(pk__in=keys).update(reviewed_at=moment)
    entries = LedgerEntry.objects.filter(kind=EntryKind.APPROVAL, record_id__in=keys)
    records = MedicalReview.objects.in_bulk(keys)
    for entry in entries:
        facts = {**entry.facts, "reviewed_at": fact_of(records[entry.record_id], "reviewed_at")}
        QuerySet(LedgerEntry).filter(pk=entry.pk).update(facts=facts)
    _join_chain()
    return moment


def _join_chain() -> None:
    before = ""
    for entry in LedgerEntry.objects.order_by("position"):
        entry.previous_hash = before
        before = entry.hash = hash_of(entry)
        QuerySet(LedgerEntry).filter(pk=entry.pk).update(
            hash=entry.hash, previous_hash=entry.previous_hash
        )
    QuerySet(LedgerHead).update(hash=before)
