"""Short keys for the entries of a content, and what one save changed in them.

A key recognises a text without keeping it: after another version was approved, when it was pasted
from elsewhere, or in a copy.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import Any, NamedTuple
from unicodedata import normalize

from wagtail.blocks.field_block import BaseChoiceBlock

from headhealth.review.entries import Entry
from headhealth.rules.common_ends import differing_middle
from headhealth.rules.spoken_text import link_targets, spoken_sentences

MOST_PAIRS = 20_000
"""Pairs of equal entries up to which two contents are aligned one by one."""

_BARE_TAG = re.compile(r"</?[a-z][a-z0-9]*\s*/?>")


class TextKey(NamedTuple):
    """``value`` is the same wherever the text stands and however it is spaced or emphasised;
    ``place`` names the exact value behind its neighbour in its field.

    A text has a further key for each of its sentences and links, without a place.
    """

    value: str
    place: str

    @property
    def is_part(self) -> bool:
        """Whether it is the key of a sentence or a link."""
        return not self.place


class Change(NamedTuple):
    """Neighbouring entries that were put in the place of others; either may be empty."""

    removed: list[TextKey]
    added: list[TextKey]


def text_keys(entries: Sequence[Entry]) -> list[TextKey]:
    """The keys of ``entries``."""
    return [key for keys in _keys_of_each(entries, 0, len(entries)) for key in keys]


def changes(before: Sequence[Entry], after: Sequence[Entry]) -> list[Change]:
    """The changes that lead from ``before`` to ``after``, in reading order."""
    old, new = _tokens(before), _tokens(after)
    start, old_end, new_end = differing_middle(old, new)
    removed = _keys_of_each(before, start, old_end)
    added = _keys_of_each(after, start, new_end)
    return [
        Change([*chain(*removed[i1:i2])], [*chain(*added[j1:j2])])
        for i1, i2, j1, j2 in _blocks(old[start:old_end], new[start:new_end])
    ]


def _keys_of_each(entries: Sequence[Entry], start: int, end: int) -> list[list[TextKey]]:
    """The keys of each of ``entries[start:end]``."""
    before = [None, *entries]
    return [
        [_key(entries[number], before[number]), *_part_keys(entries[number])]
        for number in range(start, end)
    ]


def reference_value(name: str, key: Any) -> str:
    """The ``value`` of an entry that refers to the row ``key`` in a field or block ``name``."""
    return _short_hash([[name], key])


def as_stored(changes: Iterable[Change]) -> list[list[list[TextKey]]]:
    """For a JSON field: pairs of lists of pairs of keys."""
    return [[change.removed, change.added] for change in changes]


def from_stored(stored: list[list[list[list[str]]]]) -> list[Change]:
    return [Change(*([TextKey(*key) for key in keys] for keys in pair)) for pair in stored]


def _blocks(old: list[Any], new: list[Any]) -> Iterable[tuple[int, int, int, int]]:
    """The ranges that differ; a single one where aligning them would take too long."""
    if not old and not new:
        return []
    counts = Counter(new)
    if not old or not new or sum(counts[token] for token in old) > MOST_PAIRS:
        return [(0, len(old), 0, len(new))]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [block for tag, *block in matcher.get_opcodes() if tag != "equal"]


def _tokens(entries: Sequence[Entry]) -> list[tuple[Any, ...]]:
    """Tokens to compare entries by: text as it is, anything else as JSON, where 1 is not true."""
    return [
        (each.place, each.value if isinstance(each.value, str) else json.dumps(each.value))
        for each in entries
    ]


def _key(entry: Entry, neighbour: Entry | None) -> TextKey:
    if neighbour is not None and neighbour.place[0] != entry.place[0]:
        neighbour = None
    exact = [entry.place, neighbour.value if neighbour else None, entry.value]
    return TextKey(_short_hash(_told(entry)), _short_hash(exact))


def _part_keys(entry: Entry) -> list[TextKey]:
    """Keys of the sentences and links of a text."""
    if not _is_text(entry):
        return []
    links = [["link", each] for each in link_targets(entry.value)]
    return [
        TextKey(_short_hash(["part", each]), "")
        for each in (*spoken_sentences(entry.value), *links)
    ]


def _is_text(entry: Entry) -> bool:
    is_text = isinstance(entry.value, str) and not _has_choices(entry.definition)
    return is_text and not entry.is_unknown


def _told(entry: Entry) -> Any:
    """The statement of an entry wherever it is: for a choice, together with the choice's name."""
    if not _is_text(entry):
        return [entry.place[-1:] if entry.value is not None else entry.place, entry.value]
    text = normalize("NFKC", _BARE_TAG.sub("", entry.value))
    # An empty element, or a rule, says what it is.
    return " ".join(text.casefold().split()) or [entry.place[-1:], entry.value]


def _has_choices(definition: Any) -> bool:
    return isinstance(definition, BaseChoiceBlock) or bool(getattr(definition, "choices", None))


def _short_hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
