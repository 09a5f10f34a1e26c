"""What differs between two versions of health content, for a reviewer to read.

Wagtail's comparison shows every block, changed or not, with its paragraphs run together. A reviewer
who answers for the changes sees those and nothing else, down to where a link leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from headhealth.content_diff.content_lines import (
    UNREADABLE,
    Line,
    block_label,
    block_lines,
    field_lines,
)
from headhealth.content_diff.word_diff import mark_changes
from headhealth.workflow.change_notes import field_label

# Matching lines takes quadratic time at worst.
_MAX_LINES = 4_000


class ChangeKind(models.TextChoices):
    """What happened to a block."""

    ADDED = "added", _("New")
    REMOVED = "removed", _("Removed")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved")
    MARKUP = "markup", _("Formatting, a link or a choice changed; the words are the same")


@dataclass(frozen=True)
class ChangedLine:
    """A line as it was and as it is; "" where it was not, or is not any more."""

    label: str
    before: str
    after: str

    @property
    def html(self) -> SafeString:
        """``after`` with ``before`` in it, as ``mark_changes`` writes it."""
        return mark_changes(self.before, self.after)


@dataclass(frozen=True)
class BlockChange:
    """One block of a stream; ``lines`` are the changed ones only."""

    kind: ChangeKind
    label: str
    lines: list[ChangedLine]


@dataclass(frozen=True)
class FieldChange:
    """One field, told in one of three ways: by its blocks, by its lines, or as Wagtail does.

    With none of them, all that can be said is that the field changed.
    """

    label: str
    blocks: Sequence[BlockChange] = ()
    lines: Sequence[ChangedLine] = ()
    comparison: Any = None


def field_changes(
    before: models.Model, after: models.Model, names: Iterable[str], comparisons: Mapping[str, Any]
) -> list[FieldChange]:
    """How the fields ``names`` differ. ``comparisons`` are Wagtail's own, by field name."""
    return [_field_change(before, after, name, comparisons.get(name)) for name in names]


def _field_change(before: Any, after: Any, name: str, comparison: Any) -> FieldChange:
    field = after._meta.get_field(name)
    label = field_label(type(after), name)
    if isinstance(field, StreamField):
        try:
            changes = list(_block_changes(getattr(before, name), getattr(after, name)))
        except UNREADABLE:
            return FieldChange(label)
        return FieldChange(label, blocks=changes)
    if comparison is not None and (field.is_relation or getattr(field, "choices", None)):
        return FieldChange(label, comparison=comparison)
    old, new = (field_lines(obj, name) for obj in (before, after))
    return FieldChange(label, lines=list(_changed_lines(old, new)))


def _block_changes(before: StreamValue, after: StreamValue) -> Iterator[BlockChange]:
    """In the order of ``after``; removed blocks follow at the end."""
    old, new = _by_id(before), _by_id(after)
    stayed = _in_same_order(list(old), list(new))
    for number, (key, child) in enumerate(new.items(), start=1):
        label = f"{number}. {block_label(child)}"
        lines = block_lines(child)
        if key not in old:
            yield BlockChange(ChangeKind.ADDED, label, list(_changed_lines([], lines)))
            continue
        old_lines = block_lines(old[key])
        if changed := list(_changed_lines(old_lines, lines)):
            yield BlockChange(ChangeKind.CHANGED, label, changed)
        elif [line.exact for line in old_lines] != [line.exact for line in lines]:
            yield BlockChange(ChangeKind.MARKUP, label, [])
        elif key not in stayed:
            yield BlockChange(ChangeKind.MOVED, label, [])
    for key, child in old.items():
        if key not in new:
            removed = list(_changed_lines(block_lines(child), []))
            yield BlockChange(ChangeKind.REMOVED, block_label(child), removed)


def _by_id(value: StreamValue) -> dict[str, StreamValue.StreamChild]:
    """Blocks that code wrote without an id are matched by where they stand."""
    return {child.id or f"#{index}": child for index, child in enumerate(value)}


def _in_same_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Those of the keys in both that were not moved past one another."""
    both = {*before} & {*after}
    old = [key for key in before if key in both]
    new = [key for key in after if key in both]
    matches = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {key for match in matches for key in old[match.a : match.a + match.size]}


def _changed_lines(before: Sequence[Line], after: Sequence[Line]) -> Iterator[ChangedLine]:
    for old, new in _replaced(before, after):
        if old and new and _key(old)[0] == _key(new)[0]:
            yield ChangedLine(new.label, old.text, new.text)
            continue
        if old:
            yield ChangedLine(old.label, old.text, "")
        if new:
            yield ChangedLine(new.label, "", new.text)


def _replaced(
    before: Sequence[Line], after: Sequence[Line]
) -> Iterator[tuple[Line | None, Line | None]]:
    """Pairs of lines that stand for one another; None where there is no other."""
    old, new = [_key(line) for line in before], [_key(line) for line in after]
    if len(old) + len(new) > _MAX_LINES:
        pairs = enumerate(zip_longest(before, after))
        yield from (
            pair for index, pair in pairs if old[index : index + 1] != new[index : index + 1]
        )
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from zip_longest(before[i1:i2], after[j1:j2])


def _key(line: Line) -> tuple[str, str]:
    """An item that only moved down its list, with another number in its label, is the same."""
    return re.sub(r"\d+", "", line.label), line.text
