"""The values of a snapshot as lines of text, whatever model stored them, for people to compare.

Only markup that says nothing by itself is taken off them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any, NamedTuple

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

_KEY = r'(?: data-block-key="[^"]*")?'
_BREAKS = re.compile(rf"</?(?:p|h[1-6]|ul|ol|li|blockquote|hr|br){_KEY} ?/?>")
_EMPHASIS = re.compile(rf"</?(?:b|i|strong|em|code){_KEY}>")

_ROW_KEYS = frozenset({"pk", "sort_order"})


class StoredLine(NamedTuple):
    """``place`` names the field and the blocks around the text."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def stored_lines(model: type[models.Model], snapshot: dict[str, Any]) -> list[StoredLine]:
    """Every value in ``snapshot`` of ``model``, of fields too that the model no longer has."""
    children = {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
    }
    lines: list[StoredLine] = []
    for name in sorted(snapshot):
        value = snapshot[name]
        if name in children:
            value = [_without_keys(row, children[name]) for row in value or []]
        lines += _lines(value, name)
    return lines


def line_changes(
    model: type[models.Model], before: dict[str, Any], after: dict[str, Any]
) -> list[str]:
    """What differs between two snapshots, a line for each: "- was there" and "+ is there"."""
    old, new = ([str(line) for line in stored_lines(model, each)] for each in (before, after))
    changes = list(unified_diff(old, new, n=0, lineterm=""))[2:]
    return [f"{line[0]} {line[1:]}" for line in changes if not line.startswith("@@")]


def _without_keys(row: dict[str, Any], model: type[models.Model]) -> dict[str, Any]:
    """A child row without what names rows: a migration may write them anew."""
    children = {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
    }
    parents = {field.name for field in model._meta.fields if isinstance(field, ParentalKey)}
    return {
        name: [_without_keys(each, children[name]) for each in value] if name in children else value
        for name, value in row.items()
        if name not in parents | _ROW_KEYS
    }


def _lines(value: Any, place: str) -> Iterator[StoredLine]:
    match value:
        case dict() if {"type", "value"} <= value.keys() <= {"type", "value", "id"}:
            yield from _lines(value["value"], f"{place} › {value['type']}")
        case dict():
            for key, item in value.items():
                yield from _lines(item, f"{place} › {key}")
        case list():
            for item in value:
                yield from _lines(item, place)
        case str() if (stream := _stream(value)) is not None:
            yield from _lines(stream, place)
        case str():
            for line in _EMPHASIS.sub("", _BREAKS.sub("\n", value)).splitlines():
                if words := " ".join(line.split()):
                    yield StoredLine(place, words)
        case None | False:
            # Reads as nothing, as in the digest.
            return
        case _:
            yield StoredLine(place, json.dumps(value))


def _stream(text: str) -> list[Any] | None:
    """The blocks of a stream field, which a snapshot holds as a text in JSON."""
    if not text.startswith("["):
        return None
    try:
        blocks = json.loads(text)
    except ValueError:
        return None
    is_stream = isinstance(blocks, list) and all(
        isinstance(block, dict) and "type" in block for block in blocks
    )
    return blocks if is_stream else None
