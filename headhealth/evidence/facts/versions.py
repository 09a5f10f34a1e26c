"""What each record let through: its text, and what differs from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from headhealth.content_diff.content_changes import (
    ChangedLine,
    ChangeKind,
    FieldChange,
    field_changes,
)
from headhealth.content_diff.content_text import content_text
from headhealth.evidence.facts.ledger_proof import RecordKey, key_of
from headhealth.review.content_digest import changed_fields
from headhealth.review.content_snapshot import restore_snapshot
from headhealth.review.publishing_record import PublishingRecord


@dataclass(frozen=True)
class TextLine:
    label: str
    text: str


@dataclass(frozen=True)
class TextPart:
    """What one field, or one block of a field, says."""

    label: str
    lines: list[TextLine]


@dataclass(frozen=True)
class PartChange:
    """How one field, or one block of a field, differs. Without lines: its words are the same."""

    label: str
    kind: str
    """A value of ``ChangeKind``."""
    lines: list[ChangedLine]

    @property
    def kind_name(self) -> str:
        return str(ChangeKind(self.kind).label)


@dataclass(frozen=True)
class Version:
    """``before`` names the record that ``changes`` compares with; "" where it is the first."""

    text: list[TextPart]
    source_ids: list[int]
    """The sources in its numbered list."""
    before: str
    changes: list[PartChange]


def versions(
    model: type[models.Model], pk: Any, records: Sequence[tuple[datetime, PublishingRecord]]
) -> dict[RecordKey, Version]:
    """The version of each record.

    ``records`` are given with their moments, oldest first. Those that do not complete an approval
    are compared with what was approved before, as the one that completes it is.
    """
    found: dict[RecordKey, Version] = {}
    texts: dict[str, tuple[Any, list[TextPart]]] = {}
    before: PublishingRecord | None = None
    for _moment, record in records:
        if record.digest not in texts:
            restored = restore_snapshot(model, record.snapshot, pk)
            texts[record.digest] = (restored, _text(restored))
        restored, text = texts[record.digest]
        changes = []
        if before is not None:
            names = changed_fields(model, before.snapshot, record.snapshot)
            compared = field_changes(texts[before.digest][0], restored, names, {})
            changes = [part for change in compared for part in _parts(change)]
        found[key_of(record)] = Version(
            text=text,
            source_ids=getattr(restored, "source_ids", []),
            before=str(before) if before else "",
            changes=changes,
        )
        if getattr(record, "is_final", True):
            before = record
    return found


def _text(obj: Any) -> list[TextPart]:
    return [
        TextPart(part.label, [TextLine(line.label, line.text) for line in part.lines])
        for part in content_text(obj)
    ]


def _parts(change: FieldChange) -> list[PartChange]:
    if not change.blocks:
        kind = ChangeKind.CHANGED if change.lines else ChangeKind.MARKUP
        return [PartChange(change.label, kind.value, [*change.lines])]
    return [
        PartChange(f"{change.label} › {block.label}", block.kind.value, [*block.lines])
        for block in change.blocks
    ]
