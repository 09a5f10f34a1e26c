"""Compares the records of the review with what the ledger says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from headhealth.review.audit.chunks import chunks
from headhealth.review.audit.finding import Step
from headhealth.review.audit.record_findings import RecordSubjects, unentered_record
from headhealth.review.ledgered_record import ledgered_models
from headhealth.review.review_ledger import RECOMPUTED, RECOMPUTED_FIELDS, LedgerEntry
from headhealth.review.vouching import differs, is_emptied


def find_unentered(distrusted: set[tuple[str, int]]) -> Iterator[Step]:
    """Every record that can be in the ledger: what is not in it was written past Django."""
    for model in ledgered_models():
        label = model._meta.label_lower
        contents = [f.name for f in model._meta.concrete_fields if isinstance(f, models.JSONField)]
        for records in chunks(model._base_manager.defer(*contents)):
            pks = [record.pk for record in records]
            entries = LedgerEntry.objects.filter(record_type=label, record_id__in=pks)
            entered = set(entries.values_list("record_id", "kind"))
            bare = [
                (record, kind)
                for record in records
                for kind in record.entries_due()
                if (record.pk, kind) not in entered
            ]
            distrusted |= {(label, record.pk) for record, _kind in bare}
            subjects = RecordSubjects(record for record, _kind in bare)
            findings = [
                unentered_record(record, kind, subjects.of(record)) for record, kind in bare
            ]
            yield Step(str(model._meta.verbose_name_plural), len(records), findings)


def differences(
    pairs: Sequence[tuple[LedgerEntry, Any]],
) -> Iterator[tuple[LedgerEntry, Any, list[str]]]:
    """Entries and records that disagree, with the names of the fields they disagree about.

    All of one model. A digest that was recomputed in a later format is what the later entry says.
    Deleting an account or a revision empties what pointed to it, rightly; so an empty reference
    counts only while its target exists. One query for each such field.
    """
    emptied: dict[Any, set[Any]] = defaultdict(set)
    found = []
    recomputed = _recomputed([entry for entry, _record in pairs])
    for entry, record in pairs:
        is_recomputed = recomputed.get(entry.record_id, 0) > entry.position
        names = [
            name
            for name, fact in entry.facts.items()
            if not (is_recomputed and name in RECOMPUTED_FIELDS) and differs(record, name, fact)
        ]
        for name in names:
            if is_emptied(record, name):
                emptied[record._meta.get_field(name)].add(entry.facts[name])
        if names:
            found.append((entry, record, names))
    standing = {
        (field, str(pk))
        for field, pks in emptied.items()
        for pk in field.related_model._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
    }
    for entry, record, names in found:
        counting = [
            name
            for name in names
            if not is_emptied(record, name)
            or (record._meta.get_field(name), str(entry.facts[name])) in standing
        ]
        if counting:
            yield entry, record, counting


def _recomputed(entries: Sequence[LedgerEntry]) -> dict[int, int]:
    """Map records by key to the place of the newest entry that recomputes the digest. One query."""
    found = LedgerEntry.objects.filter(
        record_type__in={entry.record_type for entry in entries},
        record_id__in={entry.record_id for entry in entries},
        kind__startswith=RECOMPUTED,
    )
    return dict(found.order_by("position").values_list("record_id", "position"))
