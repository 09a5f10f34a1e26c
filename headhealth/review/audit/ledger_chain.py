"""Verifies the ledger: each entry by itself, its place, and the record that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from headhealth.review.audit.approval_acts import check_acts
from headhealth.review.audit.chunks import chunks, one_by_one_if_need_be
from headhealth.review.audit.entry_form import is_of_the_app, is_younger, unreadable_entry
from headhealth.review.audit.finding import Finding, FindingCode, Step
from headhealth.review.audit.ledger_records import differences
from headhealth.review.audit.record_findings import (
    RecordSubjects,
    changed_record,
    missing_record,
    subject_of_entry,
    unknown_record,
)
from headhealth.review.review_ledger import LedgerEntry, LedgerHead, Link, hash_of


def verify_entries(distrusted: set[tuple[str, int]], known: Link | None) -> Iterator[Step]:
    """Every entry, first to last, then what the end of the chain should be.

    ``known`` is a link that an earlier audit saw. Records that the ledger cannot vouch for are
    added to ``distrusted``, as type and key.
    """
    # Before the entries: one that is added meanwhile comes after it.
    head = LedgerHead.objects.first()
    before = Link()
    is_old = True
    for entries in chunks(LedgerEntry.objects.all()):
        findings = []
        sound = []
        for entry in entries:
            if broken := broken_entry(entry, before):
                findings.append(broken)
            if hash_of(entry) != entry.hash:
                distrusted.add((entry.record_type, entry.record_id))
            elif is_of_the_app(entry, is_old=is_old):
                sound.append(entry)
                is_old = is_old and not is_younger(entry)
            else:
                findings += _give_up(entry, distrusted)
            before = entry.link
        for found in one_by_one_if_need_be(
            sound,
            lambda some: [*_compare_records(some, distrusted), *check_acts(some, distrusted)],
            lambda entry, _error: _give_up(entry, distrusted),
        ):
            findings += found
        yield Step("ledger entries", len(entries), findings)
    yield Step("ledger entries", 0, [*verify_head(head, before), *_verify_known(known, before)])


def _give_up(entry: LedgerEntry, distrusted: set[tuple[str, int]]) -> list[Finding]:
    distrusted.add((entry.record_type, entry.record_id))
    return [unreadable_entry(entry)]


def broken_entry(entry: LedgerEntry, before: Link) -> Finding | None:
    """What is wrong with one entry of the chain: the first reason says enough."""
    at = {"position": entry.position, "before": before.position}
    if hash_of(entry) != entry.hash:
        return Finding(
            FindingCode.ENTRY_CHANGED,
            _(
                "Entry %(position)d of the review ledger was changed or moved after it was "
                "written: find out who wrote to the database, and restore it from a backup."
            )
            % at,
        )
    if entry.position != before.position + 1:
        return _missing(before.position + 1, entry.position - 1)
    if entry.previous_hash != before.hash:
        return Finding(
            FindingCode.ENTRY_MISPLACED,
            _(
                "Entry %(position)d of the review ledger does not follow from entry %(before)d: "
                "one of them was replaced or moved, so find out who wrote to the database, and "
                "restore both from a backup."
            )
            % at,
        )
    return None


def _missing(first: int, last: int) -> Finding:
    return Finding(
        FindingCode.ENTRY_MISSING,
        _(
            "Entries %(first)d to %(last)d of the review ledger are missing: find out who wrote to "
            "the database, and restore them from a backup."
        )
        % {"first": first, "last": last},
    )


def verify_head(head: LedgerHead | None, end: Link) -> list[Finding]:
    """Whether the chain ends where ``head``, read before its entries, said that it does."""
    if head is not None and head.position > end.position:
        return [_missing(end.position + 1, head.position)]
    now = LedgerHead.objects.first()
    is_behind = end.position > (now.position if now else 0)
    if is_behind or (head is not None and _hash_at(head.position) != head.hash):
        return [
            Finding(
                FindingCode.HEAD_WRONG,
                _(
                    "The head of the review ledger does not name its newest entry, %(end)d: one "
                    "of the two was written past Django, so find out by whom, and compare the "
                    "end of the ledger with a backup."
                )
                % {"end": end.position},
            )
        ]
    return []


def _verify_known(known: Link | None, end: Link) -> list[Finding]:
    if known is None or _hash_at(known.position) == known.hash:
        return []
    return [
        Finding(
            FindingCode.HEAD_WRONG,
            _(
                "The review ledger, which ends at entry %(end)d, no longer holds entry %(known)d "
                "as an earlier audit saw it: all of it may have been rewritten since, so compare "
                "it with a backup of that day."
            )
            % {"end": end.position, "known": known.position},
        )
    ]


def _hash_at(position: int) -> str:
    entry = LedgerEntry.objects.filter(position=position).only("hash").first()
    return entry.hash if entry else ""


def _compare_records(
    entries: Sequence[LedgerEntry], distrusted: set[tuple[str, int]]
) -> Iterator[Finding]:
    """The records of a chunk of sound entries: one query for each type, and few more if need be."""
    by_type = defaultdict(list)
    for entry in entries:
        by_type[entry.record_type].append(entry)
    for record_type, about in by_type.items():
        try:
            model: Any = apps.get_model(record_type)
        except LookupError:
            # The app that brought these records is not installed any more.
            continue
        stored = model._base_manager.in_bulk({entry.record_id for entry in about})
        pairs, later = [], []
        for entry in about:
            if record := stored.get(entry.record_id):
                pairs.append((entry, record))
            elif entry.kind == model.ledger_kind:
                yield missing_record(entry)
            else:
                later.append(entry)
        yield from map(unknown_record, _without_making(model, later))
        found = list(differences(pairs))
        subjects = RecordSubjects(record for _entry, record, _names in found)
        for entry, record, names in found:
            distrusted.add((record_type, record.pk))
            is_moved = not {"content_type", "object_id"}.isdisjoint(names)
            subject = subject_of_entry(entry) if is_moved else subjects.of(record)
            yield changed_record(entry, record, names, subject)


def _without_making(model: Any, later: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Select from ``later``, entries about rows of ``model``, those whose row no entry says was
    made. One query; none without entries."""
    if not later:
        return []
    made = LedgerEntry.objects.filter(
        record_type=later[0].record_type,
        record_id__in={entry.record_id for entry in later},
        kind=model.ledger_kind,
    )
    known = {*made.values_list("record_id", flat=True)}
    return [entry for entry in later if entry.record_id not in known]
