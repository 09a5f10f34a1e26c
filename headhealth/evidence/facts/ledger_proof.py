"""Whether the ledger vouches for a record as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from headhealth.review.audit.ledger_records import differences
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.review_ledger import LedgerEntry, hash_of

RecordKey = tuple[str, int]


@dataclass(frozen=True)
class EntryFacts:
    """One entry of the ledger about a record."""

    kind: str
    position: int
    hash: str
    entered_at: datetime


@dataclass(frozen=True)
class LedgerProof:
    """``problems`` says in sentences what does not fit; empty for a record that is verified."""

    entries: list[EntryFacts]
    problems: list[str]

    @property
    def is_verified(self) -> bool:
        return not self.problems


def key_of(record: LedgeredRecord) -> RecordKey:
    return record._meta.label_lower, record.pk


def ledger_proofs(records: Iterable[LedgeredRecord]) -> dict[RecordKey, LedgerProof]:
    """What the ledger says of each record: one query for each type of record, and few more."""
    by_type: dict[str, dict[int, LedgeredRecord]] = defaultdict(dict)
    for record in records:
        by_type[record._meta.label_lower][record.pk] = record
    return {
        (record_type, pk): proof
        for record_type, of_type in by_type.items()
        for pk, proof in _proofs_of_type(record_type, of_type).items()
    }


def _proofs_of_type(record_type: str, records: dict[int, LedgeredRecord]) -> dict[int, LedgerProof]:
    entries = list(LedgerEntry.objects.filter(record_type=record_type, record_id__in=records))
    entries.sort(key=lambda entry: entry.position)
    problems: dict[int, list[str]] = defaultdict(list)
    sound = []
    for entry in entries:
        if hash_of(entry) == entry.hash:
            sound.append(entry)
        else:
            problems[entry.record_id].append(
                _("Entry %(position)d of the ledger was changed after it was written.")
                % {"position": entry.position}
            )
    for entry, record, names in differences([(entry, records[entry.record_id]) for entry in sound]):
        fields = [str(record._meta.get_field(name).verbose_name) for name in names]
        problems[entry.record_id].append(
            _("The record was changed after it was written: %(fields)s.")
            % {"fields": get_text_list(fields, _("and"))}
        )
    entered = {(entry.record_id, entry.kind) for entry in entries}
    for pk, record in records.items():
        if any((pk, kind) not in entered for kind in record.entries_due()):
            problems[pk].append(_("The ledger has no entry of it."))
    about: dict[int, list[EntryFacts]] = defaultdict(list)
    for entry in entries:
        facts = EntryFacts(entry.kind, entry.position, entry.hash, entry.entered_at)
        about[entry.record_id].append(facts)
    return {pk: LedgerProof(about[pk], problems[pk]) for pk in records}
