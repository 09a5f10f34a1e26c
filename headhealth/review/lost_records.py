"""Records that the ledger has an entry about, and that are gone."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q

from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.medical_review import MedicalReview
from headhealth.review.review_ledger import LedgerEntry, fact_of, record_type_of

_ENDING: tuple[type[LedgeredRecord], ...] = (MedicalReview, EmergencyPublication, ContentWithdrawal)
"""What may end an earlier record of the same object, or take its place."""


def is_last_known(record: Any) -> bool:
    """Whether the ledger knows of no later act about the object whose record is gone.

    Somebody who deletes the newest record past Django revives none of before. One query, of
    indexes alone; one more, of facts, where any record is gone.
    """
    first, *others = (_lost_since(record, model) for model in _ENDING)
    lost: dict[str, list[int]] = defaultdict(list)
    for record_type, record_id in first.union(*others, all=True):
        lost[record_type].append(record_id)
    if not lost:
        return True
    are_lost = Q()
    for record_type, keys in lost.items():
        are_lost |= Q(record_type=record_type, record_id__in=keys)
    label = fact_of(record, "content_type")["model"]
    # A renamed model keeps the id, a dump that was loaded elsewhere the name.
    is_of_type = Q(facts__content_type__id=record.content_type_id) | Q(
        facts__content_type__model=label
    )
    # An approval that others had to complete ends nothing.
    later = LedgerEntry.objects.filter(are_lost, position__gt=record.place)
    later = later.filter(~Q(facts__has_key="is_final") | Q(facts__is_final=True))
    return not later.filter(is_of_type, facts__object_id=record.object_id).exists()


def _lost_since(record: Any, model: type[LedgeredRecord]) -> Any:
    """Types and keys; of the model of ``record``, those behind it."""
    # For one object, keys of one table grow as places do, and they have an index.
    since = record.pk if isinstance(record, model) else 0
    is_there = Exists(model._base_manager.filter(pk=OuterRef("record_id")))
    entries = LedgerEntry.objects.filter(
        ~is_there,
        record_type=record_type_of(model),
        record_id__gt=since,
        kind=model.ledger_kind,
    )
    return entries.order_by().values_list("record_type", "record_id")
