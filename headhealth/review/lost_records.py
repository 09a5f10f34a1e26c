"""Records that the ledger has an entry about, and that are gone or say something else."""

from __future__ import annotations

from typing import Any

from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.medical_review import MedicalReview
from headhealth.review.object_key import ObjectKey
from headhealth.review.review_ledger import LedgerEntry, record_type_of
from headhealth.review.vouching import differs

_ENDING: tuple[type[LedgeredRecord], ...] = (MedicalReview, EmergencyPublication, ContentWithdrawal)
"""What may end an earlier record of the same object, or take its place."""

_ABOUT = ("content_type", "object_id", "is_final")
"""The facts by which a record is found as one that does."""


def is_last_known(record: Any) -> bool:
    """Whether the record of each later act about the object, by the ledger, is still one of it.

    Somebody who deletes the newest record past Django, or makes it one of another object, revives
    none of before. One query, by an index; one more for each later act.
    """
    entries = LedgerEntry.objects.alias(object_key=ObjectKey("facts")).filter(
        object_key=record.object_id,
        position__gt=record.place,
        kind__in=[model.ledger_kind for model in _ENDING],
    )
    return not any(
        # An approval that others had to complete ends nothing.
        entry.facts.get("is_final", True)
        and not differs(record, "content_type", entry.facts.get("content_type"))
        and _is_lost(entry)
        for entry in entries
    )


def _is_lost(entry: LedgerEntry) -> bool:
    model = next((each for each in _ENDING if record_type_of(each) == entry.record_type), None)
    record = model and model._base_manager.filter(pk=entry.record_id).first()
    return record is None or any(
        differs(record, name, entry.facts[name]) for name in _ABOUT if name in entry.facts
    )
