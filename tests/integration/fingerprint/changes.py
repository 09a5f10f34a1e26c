"""One change of stored data. What is in a stream is changed without knowing what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import models
from wagtail.fields import StreamField

from tests.integration.fingerprint.reader_view import shown_fields
from tests.integration.fingerprint.stored_contents import (
    SCALARS,
    TEXTS,
    numbered,
    rich_text,
    stored_field,
)

UNKNOWN = "not_in_the_schema"

_FRAGMENTS = [
    ' data-block-key="x1y2z"', ' data-block-key="abcde"', "a", "not ", "\n", "\r", "<p>", " "
]  # fmt: skip
_SMALL_CHANGES = [
    (re.compile(r""".data-block-key="?(x1y2z>?|abcde)"?"""), ""),
    (re.compile("h3"), "h4"),
    (re.compile("900001"), "900002"),
    (re.compile("<p"), "<li"),
    (re.compile("<b>|</b>|not"), ""),
    (re.compile("one"), "ten"),
    (re.compile("ul>"), "ol>"),
    (re.compile("/a|alt=.b"), "/b"),
]
"""What is easily overlooked in a text."""

Spot = tuple[Any, Any]
"""A dictionary or list, and a key or index in it."""


def changed(model: type[models.Model], row: dict[str, Any], chance: Random) -> dict[str, Any]:
    """``row``, a snapshot of ``model`` or of one of its child rows, with one change."""
    shown = shown_fields(model)
    held = sorted(shown.keys() & row.keys())
    name = chance.choice(held if held and chance.random() < 0.85 else sorted(shown))
    field, value = shown[name], row.get(name)
    if isinstance(field, StreamField) and value:
        return {**row, name: _changed_stream(value, chance)}
    if isinstance(field, models.ManyToOneRel) and value:
        return {**row, name: _changed_rows(field.related_model, value, chance)}
    is_text = isinstance(field, models.CharField | models.TextField)
    if is_text and value and chance.random() < 0.7:
        return {**row, name: _edited(value, chance)}
    return {**row, name: stored_field(field, chance)}


def with_unknown(
    model: type[models.Model], row: dict[str, Any], chance: Random
) -> dict[str, Any] | None:
    """``row`` with a block or key in a stream that the schema does not know."""
    shown = shown_fields(model)
    streams = [name for name in sorted(row) if isinstance(shown.get(name), StreamField)]
    if not streams:
        return None
    name = chance.choice(streams)
    stream = json.loads(row[name])
    place = chance.choice([stream, *_containers(stream)])
    if isinstance(place, dict):
        place[UNKNOWN] = chance.choice(SCALARS)
    else:
        unknown = {"type": UNKNOWN, "value": chance.choice(SCALARS), "id": "5a"}
        place.insert(chance.randint(0, len(place)), unknown)
    return {**row, name: json.dumps(stream)}


def _changed_rows(model: type[models.Model], rows: list[dict[str, Any]], chance: Random) -> Any:
    rows = list(rows)
    place = chance.randrange(len(rows))
    match chance.choice(["delete", "repeat", "reverse", "change"]):
        case "delete":
            del rows[place]
        case "repeat":
            rows.append(rows[place])
        case "reverse":
            rows.reverse()
        case "change":
            rows[place] = changed(model, rows[place], chance)
    return numbered(model, rows)


def _changed_stream(stored: str, chance: Random) -> str:
    stream = json.loads(stored)
    spots = list(_spots(stream))
    if not spots:
        return json.dumps([{"type": chance.choice(TEXTS), "value": chance.choice(SCALARS)}])
    told = [(container, key) for container, key in spots if _is_told(key, container[key])]
    container, key = chance.choice(told if told and chance.random() < 0.5 else spots)
    value = container[key]
    match chance.choice(_operations(value)):
        case "replace":
            container[key] = _alternative(value, chance)
        case "edit":
            container[key] = _edited(value, chance)
        case "reverse":
            value.reverse()
        case "repeat":
            value.append(chance.choice(value))
        case "delete":
            del container[key]
        case "move":
            other, place = chance.choice(spots)
            container[key], other[place] = other[place], container[key]
        case "wrap":
            container[key] = {"type": "item", "value": value, "id": "5a"}
        case "lose a key":
            value.pop(chance.choice(["id", "type", "value"]), None)
        case "flip":
            container[key] = not value
    try:
        return json.dumps(stream)
    except ValueError:
        # Something was moved into itself.
        return stored


def _is_told(key: Any, value: Any) -> bool:
    """Whether the spot holds text or a choice, and not the way in which it is stored."""
    return not isinstance(value, dict | list) and key not in ("id", "type")


def _operations(value: Any) -> list[str]:
    operations = ["replace", "delete", "move", "wrap"]
    if isinstance(value, str):
        operations += ["edit"] * 6
    if isinstance(value, list) and value:
        operations += ["repeat", *["reverse"] * 8]
    if isinstance(value, dict):
        operations += ["lose a key"] * 2
    if isinstance(value, bool) or value is None:
        operations += ["flip"] * 4
    return operations


def _alternative(value: Any, chance: Random) -> Any:
    """Another value, mostly of the same kind."""
    if isinstance(value, str):
        return chance.choice([*SCALARS, *(rich_text(chance) for _ in range(9))])
    if isinstance(value, int) and value > 900_000:
        return chance.choice([900001, 900002, 900003, 900004, str(value), float(value)])
    if isinstance(value, int | float):
        return chance.choice([0, 0.0, False, 1, 1.0, True, "1", 1e16, 10**16])
    return chance.choice([*SCALARS, [], {}, [[]], {"type": "item"}])


def _edited(text: str, chance: Random) -> str:
    small = [each for each in _SMALL_CHANGES if each[0].search(text)]
    if small and chance.random() < 0.7:
        pattern, replacement = chance.choice(small)
        return pattern.sub(replacement, text, count=chance.randint(0, 1))
    start = chance.randint(0, len(text))
    end = min(start + chance.randint(0, 1), len(text))
    return text[:start] + chance.choice(_FRAGMENTS) + text[end:]


def _spots(container: Any) -> Iterator[Spot]:
    pairs = container.items() if isinstance(container, dict) else enumerate(container)
    for key, value in list(pairs):
        yield container, key
        if isinstance(value, dict | list):
            yield from _spots(value)


def _containers(container: Any) -> Iterator[Any]:
    for parent, key in _spots(container):
        if isinstance(parent[key], dict | list):
            yield parent[key]
