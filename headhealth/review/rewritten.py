"""Compares content before and after a migration: does it say the same, place by place, in order?

Text under "Do" and under "Do not" is opposite advice, whatever its words. So every entry keeps its
place and its turn. Names alone may change: of a field or part that today's schema no longer has,
and of all blocks of one type, which become blocks of another shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db import models

from headhealth.review.canonical_form import is_blank
from headhealth.review.content_fields import content_fields
from headhealth.review.entries import ITEM, Entry, Place, entries
from headhealth.review.stored import UNKNOWN_KEY
from headhealth.rules.editor_markup import marked_lines

_ROW_KEYS = frozenset({"pk", "sort_order"})


class Said(NamedTuple):
    """One entry of a snapshot. ``is_known``: today's schema has its place."""

    place: Place
    value: Any
    is_known: bool
    lost_part: Place = ()
    """The place of the part of a block that today's schema no longer has and that holds it."""


def changed_entries(
    model: type[models.Model], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Said]:
    """The entries that one of two snapshots of ``model`` has otherwise than the other.

    None where the second is the first one with other names.
    """
    old, new = _by_field(model, before), _by_field(model, after)
    renamed = _renamed_fields(model, old, new)
    for name, other in renamed.items():
        old[other] = [each._replace(place=(other, *each.place[1:])) for each in old.pop(name)]
    changed: list[Said] = []
    for name in sorted(old.keys() | new.keys()):
        changed += _changed(old.get(name, []), new.get(name, []))
    return changed


def _by_field(model: type[models.Model], snapshot: Mapping[str, Any]) -> dict[str, list[Said]]:
    """The statements of a snapshot by field, including fields that today's model lacks."""
    found: dict[str, list[Said]] = {}
    for entry in entries(model, snapshot):
        said = [Said(entry.place, entry.value, True)]
        if entry.is_unknown:
            said = _unknown(entry)
        found.setdefault(entry.place[0], []).extend(said)
    for name in sorted(snapshot.keys() - content_fields(model)):
        if said := list(_raw(snapshot[name], (name,))):
            found[name] = said
    return found


def _renamed_fields(
    model: type[models.Model], old: Mapping[str, list[Said]], new: Mapping[str, list[Said]]
) -> dict[str, str]:
    """Fields that the model no longer has, by name, with the one new field that says the same."""
    gone = [name for name in old if name not in content_fields(model)]
    fresh = [name for name in new if name not in old]
    renamed: dict[str, str] = {}
    for name in gone:
        same = [other for other in fresh if _values(new[other]) == _values(old[name])]
        if len(same) == 1 and same[0] not in renamed.values():
            renamed[name] = same[0]
    return renamed


def _changed(old: list[Said], new: list[Said]) -> list[Said]:
    for part in dict.fromkeys(said.lost_part for said in old if said.lost_part):
        if (renamed := _renamed_part(part, old, new)) is None:
            return [said for said in old if said.lost_part == part]
        old = [said for said in old if said.lost_part != part]
        new = [said for said in new if not _is_in(said, renamed)]
    if _values(old) != _values(new):
        before, after = Counter(map(_key, old)), Counter(map(_key, new))
        others = _chosen(old, before - after) + _chosen(new, after - before)
        # Else they say the same in another order.
        return others or [
            one for one, other in zip(old, new, strict=True) if _key(one) != _key(other)
        ]
    names: dict[Place, Place] = {}
    for one, other in zip(old, new, strict=True):
        if names.setdefault(one.place, other.place) != other.place:
            return [one, other]
    moved = {place: to for place, to in names.items() if place != to}
    known = {each.place for each in old if each.is_known}
    blocks = {each.place for each in (*old, *new) if each.value is None and each.place[-1] != ITEM}
    kept = {each.place for each in new}
    wrong = {
        place
        for place, to in moved.items()
        if place in kept or not _is_renaming(place, to, moved, known, blocks, set(names))
    }
    if len(set(moved.values())) < len(moved):
        wrong |= moved.keys()
    return [each for each in old if each.place in wrong]


def _renamed_part(part: Place, old: list[Said], new: list[Said]) -> Place | None:
    """The one new part of the same blocks that says what ``part`` did; None if there is none."""
    depth = len(part)
    used = {said.place[:depth] for said in old}
    beside = dict.fromkeys(said.place[:depth] for said in new if len(said.place) >= depth)
    fresh = [each for each in beside if each[:-1] == part[:-1] and each not in used]
    same = [each for each in fresh if _held(each, new) == _held(part, old)]
    return same[0] if len(same) == 1 else None


def _held(part: Place, said: list[Said]) -> list[tuple[Any, ...]]:
    """The statements of ``part``, each with the block around it."""
    counts: Counter[Place] = Counter()
    held = []
    for each in said:
        if _is_in(each, part):
            around = tuple(counts[part[:size]] for size in range(1, len(part)))
            held.append((around, each.place[len(part) :], _key(each)))
        elif each.value is None:
            counts[each.place] += 1
    return held


def _is_in(said: Said, part: Place) -> bool:
    return said.place[: len(part)] == part


def _is_renaming(
    place: Place,
    to: Place,
    moved: Mapping[Place, Place],
    known: set[Place],
    blocks: set[Place],
    before: set[Place],
) -> bool:
    """Whether ``to`` is but another name for ``place``, which is gone."""
    if len(place) != len(to):
        return False
    at = next(i for i, (name, other) in enumerate(zip(place, to, strict=True)) if name != other)
    block, other = place[: at + 1], to[: at + 1]
    if block not in blocks or other not in blocks:
        # A part of a block, or a field: only what the schema lost has a new name, not one in use.
        return place not in known and to not in before
    if block not in known:
        return True
    # A block of a type that there still is: where nothing but the type changed, it may well say
    # the opposite now.
    return any(
        moved[each][at + 1 :] != each[at + 1 :]
        for each in moved
        if each[: at + 1] == block and len(each) > at + 1
    )


def _values(said: list[Said]) -> list[tuple[Any, bool]]:
    return [_key(each) for each in said]


def _key(said: Said) -> tuple[str, bool]:
    """A hashable key of ``said``, which tells the start of a list item from that of a block."""
    return repr(said.value), said.value is None and said.place[-1] == ITEM


def _chosen(said: list[Said], counts: Counter[Any]) -> list[Said]:
    counts = Counter(counts)
    chosen = []
    for each in said:
        if counts[_key(each)]:
            counts[_key(each)] -= 1
            chosen.append(each)
    return [each for each in chosen if each.value is not None] or chosen


def _unknown(entry: Entry) -> list[Said]:
    value = entry.value
    if isinstance(value, dict) and value.keys() == {UNKNOWN_KEY}:
        return list(_raw(value[UNKNOWN_KEY], entry.place))
    return [said._replace(lost_part=entry.place) for said in _raw(value, entry.place)]


def _raw(value: Any, place: Place) -> Iterator[Said]:
    """The statements of data that is in no schema, read by its form alone."""
    match value:
        case dict() if {"type", "value"} <= value.keys() <= {"type", "value", "id"}:
            block = (*place, ITEM if value["type"] == "item" else str(value["type"]))
            yield Said(block, None, False)
            yield from _raw(value["value"], block)
        case dict():
            for key, item in value.items():
                if key not in _ROW_KEYS:
                    yield from _raw(item, (*place, key))
        case list():
            for item in value:
                if not isinstance(item, dict) or "type" not in item:
                    yield Said((*place, ITEM), None, False)
                    yield from _raw(item, (*place, ITEM))
                else:
                    yield from _raw(item, place)
        case str() if "<" in value:
            for line in marked_lines(value):
                yield Said((*place, line.element), line.text, False)
        case str():
            for text in value.splitlines():
                if text.strip():
                    yield Said(place, text.strip(), False)
        case _ if not is_blank(value):
            yield Said(place, value, False)
