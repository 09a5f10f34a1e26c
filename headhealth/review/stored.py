"""The walker over stored data: a snapshot as a tree of nodes, read by the schema of today.

It reads as Wagtail does when it shows the data. What Wagtail would not read, as no block, child or
shape of that name is known, becomes a ``Leaf`` of kind ``UNKNOWN`` or stands in ``unknown``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField

from headhealth.review.content_fields import child_relations, content_fields, row_bookkeeping

UNKNOWN_KEY = "?"
"""The key of what has no place in the schema: no field or block can have this name."""


class Kind(Enum):
    """The forms in which a leaf is stored."""

    TEXT = "text"
    RICH_TEXT = "rich text"
    FLAG = "flag"
    REFERENCE = "reference"
    REFERENCES = "references"
    VALUE = "value"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Leaf:
    """One value. ``definition`` is its field or block; None where it is unknown."""

    definition: Any
    kind: Kind
    value: Any


@dataclass(slots=True)
class Group:
    """Named parts: of a struct block, or of a row (``definition`` is then the model)."""

    definition: Any
    parts: dict[str, Node]
    unknown: Mapping[str, Any]


@dataclass(slots=True)
class Items:
    """Parts of one kind in reading order: of a list block, of a table, child rows."""

    definition: Any
    parts: list[Node]


@dataclass(slots=True)
class Child:
    """A block of a stream, or a column of a table, with the name of its type."""

    type: str
    node: Node
    unknown: Mapping[str, Any]


@dataclass(slots=True)
class Stream:
    """The blocks of a stream; a ``Leaf`` among them is unknown."""

    definition: Any
    parts: list[Child | Leaf]


Node = Leaf | Group | Items | Stream

_TEXT_BLOCKS = (
    blocks.CharBlock, blocks.TextBlock, blocks.RegexBlock, blocks.URLBlock, blocks.EmailBlock,
    blocks.ChoiceBlock, blocks.RawHTMLBlock,
)  # fmt: skip
_STREAM_CHILD_KEYS = frozenset({"type", "value", "id"})


def walk(model: type[models.Model], snapshot: Mapping[str, Any]) -> Group:
    """The content of ``snapshot``, a row of ``model`` as ``content_snapshot`` gives it.

    Fields that the snapshot lacks have no part. What is no mapping is unknown as a whole.
    """
    if not isinstance(snapshot, Mapping):
        return Group(model, {}, {"": snapshot})
    return _row(model, snapshot, content_fields(model))


def _row(model: type[models.Model], data: Mapping[str, Any], names: frozenset[str]) -> Group:
    relations = child_relations(model)
    parts: dict[str, Node] = {}
    for name in sorted(names & data.keys()):
        if name in relations:
            parts[name] = _rows(relations[name], data[name] or [])
        else:
            parts[name] = walk_field(model._meta.get_field(name), data[name])
    return Group(model, parts, {})


def _rows(relation: Any, rows: list[dict[str, Any]]) -> Node:
    """Child rows without the key of this parent, in the order in which readers get them.

    A relation without an order gives rows by their keys; new rows come last.
    """
    if not _are_rows(rows):
        return Leaf(None, Kind.UNKNOWN, rows)
    model = relation.related_model
    fields = {field.name: field for field in model._meta.fields}
    names = content_fields(model) - row_bookkeeping(relation)
    rows = sorted(rows, key=lambda row: (row.get("pk") is None, _sort_key(row.get("pk"))))
    for name in reversed([str(name) for name in model._meta.ordering or ()]):
        field = fields.get(name.lstrip("-"))
        if field is not None:
            rows.sort(key=lambda row: _sort_key(row.get(field.name)), reverse=name.startswith("-"))
    return Items(model, [_row(model, row, names) for row in rows])


def _are_rows(rows: Any) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, dict) and isinstance(row.get("pk"), int | str | None) for row in rows
    )


def _sort_key(value: Any) -> tuple[bool, bool, Any]:
    is_number = isinstance(value, int | float)
    return (value is not None, is_number, value if is_number else str(value))


def walk_field(field: Any, value: Any) -> Node:
    """The content of ``value``, as a snapshot holds it for ``field``."""
    if isinstance(field, StreamField):
        if isinstance(value, str):
            try:
                value = json.loads(value) if value else []
            except ValueError:
                return Leaf(None, Kind.UNKNOWN, value)
        return walk_block(field.stream_block, value)
    if isinstance(field, ParentalManyToManyField):
        if not isinstance(value, list | None):
            return Leaf(None, Kind.UNKNOWN, value)
        return Leaf(field, Kind.REFERENCES, value)
    return _leaf(field, _kind_of_field(field), value)


def _kind_of_field(field: Any) -> Kind:
    if isinstance(field, RichTextField):
        return Kind.RICH_TEXT
    if isinstance(field, models.CharField | models.TextField):
        return Kind.TEXT
    if isinstance(field, models.BooleanField) and not field.null:
        return Kind.FLAG
    return Kind.REFERENCE if isinstance(field, models.ForeignKey) else Kind.VALUE


def walk_block(block: Any, value: Any) -> Node:
    """The content of ``value``, JSON data that ``block`` stores."""
    match block:
        case blocks.BaseStreamBlock():
            if isinstance(value, list | None):
                return Stream(block, [_stream_child(block, each) for each in value or []])
        case blocks.BaseStructBlock():
            if isinstance(value, dict):
                return _struct(block, value)
        case blocks.ListBlock():
            if isinstance(value, list):
                return Items(block, [_item(block.child_block, each) for each in value])
        case BaseTypedTableBlock():
            if _is_table(block, value):
                return _table(block, value or {})
        case blocks.RichTextBlock():
            return _leaf(block, Kind.RICH_TEXT, value)
        case blocks.BooleanBlock():
            return _leaf(block, Kind.FLAG, value)
        case blocks.ChooserBlock():
            return _leaf(block, Kind.REFERENCE, value)
        case blocks.RawHTMLBlock() if value is None:
            # Shown as the word "None", where other texts show nothing.
            return _leaf(block, Kind.VALUE, value)
        case _:
            kind = Kind.TEXT if isinstance(block, _TEXT_BLOCKS) else Kind.VALUE
            return _leaf(block, kind, value)
    return Leaf(None, Kind.UNKNOWN, value)


def _leaf(definition: Any, kind: Kind, value: Any) -> Leaf:
    expected = {Kind.TEXT: str, Kind.RICH_TEXT: str, Kind.FLAG: bool}.get(kind)
    if expected is None or value is None or isinstance(value, expected):
        return Leaf(definition, kind, value)
    return Leaf(definition, Kind.UNKNOWN, value)


def _struct(block: Any, value: dict[str, Any]) -> Group:
    children = block.child_blocks
    parts = {
        name: walk_block(child, value[name]) for name, child in children.items() if name in value
    }
    return Group(block, parts, {key: value[key] for key in value.keys() - children.keys()})


def _stream_child(block: Any, child: Any) -> Child | Leaf:
    if not isinstance(child, dict) or "value" not in child:
        return Leaf(None, Kind.UNKNOWN, child)
    name = child.get("type")
    if not isinstance(name, str) or (definition := block.child_blocks.get(name)) is None:
        return Leaf(None, Kind.UNKNOWN, child)
    unknown = {key: child[key] for key in child.keys() - _STREAM_CHILD_KEYS}
    return Child(name, walk_block(definition, child["value"]), unknown)


def _item(block: Any, item: Any) -> Node:
    """An item by the rule of ``ListBlock``: what has all three keys is a wrapper of the value."""
    if isinstance(item, dict) and item.get("type") == "item" and item.keys() >= _STREAM_CHILD_KEYS:
        if item.keys() > _STREAM_CHILD_KEYS:
            return Leaf(None, Kind.UNKNOWN, item)
        item = item["value"]
    return walk_block(block, item)


def _is_table(block: Any, value: Any) -> bool:
    if not value:
        return value is None or value == {}
    try:
        columns, rows = value["columns"], value["rows"]
        return (
            value.keys() <= {"columns", "rows", "caption"}
            and all(
                column.keys() == {"type", "heading"} and column["type"] in block.child_blocks
                for column in columns
            )
            and all(row.keys() == {"values"} and len(row["values"]) == len(columns) for row in rows)
        )
    except (AttributeError, KeyError, TypeError):
        return False


def _table(block: Any, value: dict[str, Any]) -> Group:
    columns = value.get("columns", [])
    children = [block.child_blocks[column["type"]] for column in columns]
    heads = [
        Child(column["type"], _leaf(block, Kind.TEXT, column["heading"]), {}) for column in columns
    ]
    rows: list[Node] = [
        Items(block, [walk_block(*pair) for pair in zip(children, row["values"], strict=True)])
        for row in value.get("rows", [])
    ]
    caption = _leaf(block, Kind.TEXT, value.get("caption", ""))
    parts: dict[str, Node] = {
        "caption": caption,
        "columns": Stream(block, [*heads]),
        "rows": Items(block, rows),
    }
    return Group(block, parts, {})


def unknown_places(tree: Group) -> list[str]:
    """The places of all that Wagtail would not read, for people, each once."""
    return [" › ".join(place) for place in dict.fromkeys(_unknown(tree, ()))]


def _unknown(node: Node, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    match node:
        case Leaf():
            if node.kind is Kind.UNKNOWN:
                yield place
        case Group():
            yield from ((*place, key) for key in sorted(node.unknown))
            for name, part in node.parts.items():
                yield from _unknown(part, (*place, name))
        case Items():
            for part in node.parts:
                yield from _unknown(part, place)
        case Stream():
            for child in node.parts:
                if isinstance(child, Leaf):
                    known = child.value if isinstance(child.value, dict) else {}
                    yield (*place, str(known["type"])) if "type" in known else place
                else:
                    yield from ((*place, child.type, key) for key in sorted(child.unknown))
                    yield from _unknown(child.node, (*place, child.type))
