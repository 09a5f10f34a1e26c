"""The ledger's word on records: does each still say what its entries say?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist

from headhealth.review.canonical_json import canonical_json
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.review_ledger import LedgerEntry, fact_of, record_type_of

Record = TypeVar("Record", bound=LedgeredRecord)


def vouched(records: Iterable[Record]) -> list[Record]:
    """Select the ``records``, all of one model, that the ledger vouches for. One query.

    Fields that were not loaded are not compared. References that were emptied count as they were:
    deleting an account or a revision does that.
    """
    records = list(records)
    entries = entries_of(records)
    return [record for record in records if is_vouched(record, entries[record.pk])]


def vouched_or_none(record: Record | None) -> Record | None:
    """``record`` where the ledger vouches for it."""
    return next(iter(vouched([record])), None) if record is not None else None


def first_vouched(records: Iterable[Record]) -> Record | None:
    """The first that the ledger vouches for. One query for each that is looked at."""
    return next((each for each in records if vouched_or_none(each) is not None), None)


def entries_of(records: Sequence[LedgeredRecord]) -> Mapping[int, list[LedgerEntry]]:
    """The entries about ``records``, all of one model, by key and in their order."""
    found: Mapping[int, list[LedgerEntry]] = defaultdict(list)
    if records:
        entries = LedgerEntry.objects.using(records[0]._state.db).filter(
            record_type=record_type_of(type(records[0])),
            record_id__in={record.pk for record in records},
        )
        for entry in entries.with_neighbours().order_by("position"):
            found[entry.record_id].append(entry)
    return found


def is_vouched(record: LedgeredRecord, entries: Sequence[LedgerEntry]) -> bool:
    """Whether ``entries``, all that are about ``record``, are sound, complete and agree with it."""
    if not all(entry.is_linked and isinstance(entry.facts, dict) for entry in entries):
        return False
    if not {*record.entries_due()} <= {entry.kind for entry in entries}:
        return False
    deferred = record.get_deferred_fields()
    unread = {field.name for field in record._meta.concrete_fields if field.attname in deferred}
    return not any(
        differs(record, name, fact) and not is_emptied(record, name)
        for name, fact in facts_said(type(record), entries).items()
        if name not in unread
    )


def facts_said(model: type[LedgeredRecord], entries: Iterable[LedgerEntry]) -> dict[str, Any]:
    """Merge the facts that ``entries`` give of one record, in their order."""
    facts: dict[str, Any] = {}
    for entry in entries:
        names = entry.facts if entry.kind == model.ledger_kind else model.ledger_fields(entry.kind)
        facts |= {name: entry.facts[name] for name in names if name in entry.facts}
    return facts


def differs(record: Any, name: str, fact: Any) -> bool:
    """Whether ``record`` holds something else than ``fact`` in its field of that name."""
    try:
        now = fact_of(record, name)
    except FieldDoesNotExist:  # Entered of the act itself, or a migration took the field away.
        return False
    if name == "content_type":
        if not isinstance(fact, dict):
            return True
        # A renamed model keeps the id, a dump that was loaded elsewhere the name.
        return now["id"] != fact.get("id") and now["model"] != fact.get("model")
    return canonical_json(now) != canonical_json(fact)


def is_emptied(record: Any, name: str) -> bool:
    field = record._meta.get_field(name)
    return field.is_relation and getattr(record, field.attname) is None
