"""A fingerprint of everything that readers can see of an object.

The digest is SHA-256 over the canonical form of the object's public content: its tree of stored
data (``headhealth.review.stored``) in one spelling. Two contents have the same form only where
readers get the same: keys of rows and blocks, the editor's block keys in rich text, line ends and
blank values that are the default do not count; everything else does, and what Wagtail would not
read stays in the form as it is stored.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
    get_field_value,
    get_serializable_data_for_fields,
)
from wagtail.blocks import BaseStructBlock, Block
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import StreamField

from headhealth.review.content_fields import child_relations, content_fields
from headhealth.review.stored import (
    Child,
    Group,
    Items,
    Kind,
    Leaf,
    Node,
    Stream,
    walk,
    walk_block,
    walk_field,
)
from headhealth.rules.editor_markup import without_block_keys

DIGEST_FORMAT = 2
"""The canonical form's version. Records keep the one that their digest was made in."""

UNKNOWN_KEY = "?"
"""No field or block can have this name: what has no place in the schema stands under it."""

Reference = Callable[[Any, Kind, Any], Any]
"""Writes a reference, or a rich text, which has links: takes its field or block, its kind and what
is stored. None stays None."""


def content_snapshot(
    obj: models.Model,
    stored: Mapping[str, Any] | None = None,
    *,
    only: Collection[str] | None = None,
) -> dict[str, Any]:
    """The public content of ``obj`` as JSON-ready data, from which the object can be rebuilt.

    ``stored`` gives fields as the database holds them, which are then not read from ``obj``;
    ``only`` names the fields and child relations that are wanted, all where it is None.
    """
    names = content_fields(type(obj)).difference(stored or ())
    data = {**_public_data(obj, names if only is None else names.intersection(only))}
    data.update(stored or {})
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def _public_data(obj: models.Model, names: Collection[str]) -> dict[str, Any]:
    """The ``names`` of modelcluster's ``serializable_data``, without loading what does not count.

    Comments are child rows too, and a page that is only read would be asked for them.
    """
    data = {
        field.name: get_field_value(field, obj)
        for field in obj._meta.concrete_fields
        if field.name in names
    }
    for name in child_relations(type(obj)):
        if name in names:
            data[name] = [_row_data(row) for row in getattr(obj, name).all()]
    for field in get_all_child_m2m_relations(obj):
        if field.name in names:
            data[field.name] = [row.pk for row in getattr(obj, field.name).all()]
    return data


def _row_data(row: Any) -> dict[str, Any]:
    if hasattr(row, "serializable_data"):
        return row.serializable_data()
    return get_serializable_data_for_fields(row)


def restore_snapshot(model: type[models.Model], snapshot: dict[str, Any], pk: Any) -> Any:
    """An unsaved ``model`` instance that shows the content of ``snapshot`` and nothing else."""
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
    relations += [field.name for field in get_all_child_m2m_relations(model)]
    # Else rows that the snapshot does not know would be read from the database.
    empty: dict[str, Any] = {name: [] for name in content_fields(model) & set(relations)}
    return model.from_serializable_data({"pk": pk, **empty, **snapshot}, check_fks=False)


def digest_of(model: type[models.Model], snapshot: Mapping[str, Any]) -> str:
    """The digest, 64 hexadecimal characters, of a snapshot of ``model``."""
    return digest_of_tree(walk(model, snapshot))


def digest_of_tree(tree: Group) -> str:
    """The digest of a snapshot that has been walked."""
    return form_digest(canonical_node(tree))


def form_digest(form: Any) -> str:
    """The hash of a form, 64 hexadecimal characters. 1 and 1.0 have two: readers can tell them."""
    text = json.dumps(form, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def content_digest(obj: models.Model) -> str:
    """The digest of the public content of ``obj`` as it is in memory."""
    return digest_of(type(obj), content_snapshot(obj))


def canonical_content(obj: models.Model) -> dict[str, Any]:
    """The canonical form of the public content of ``obj``, by field."""
    return canonical_form(type(obj), content_snapshot(obj))


def changed_fields(
    model: type[models.Model], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Names of the fields whose public content differs between two snapshots, in model order."""
    old, new = canonical_form(model, before), canonical_form(model, after)
    names = [*after, *(name for name in old if name not in after and name != UNKNOWN_KEY)]
    return [name for name in names if old.get(name) != new.get(name)]


def canonical_form(
    model: type[models.Model], snapshot: Mapping[str, Any], write_reference: Reference | None = None
) -> dict[str, Any]:
    """The one spelling of all snapshots of ``model`` from which readers get the same, by field.

    ``write_reference`` writes keys of other objects in another way, such as one that another site
    knows too. Fields that were added to the model since the snapshot was taken have their default.
    """
    return _Canonical(write_reference or _stored_reference).of(walk(model, snapshot))


def canonical_node(node: Node) -> Any:
    """The canonical form of a part of a snapshot."""
    return _Canonical(_stored_reference).of(node)


def canonical_blocks(field: StreamField, stored: Any) -> list[Any]:
    """The canonical form of a stream as a snapshot holds it, block by block.

    A block is a list of its type and its value; a dictionary where its type is unknown.
    """
    form = canonical_node(walk_field(field, stored))
    return form if isinstance(form, list) else [form]


def _stored_reference(definition: Any, kind: Kind, value: Any) -> Any:
    return sorted(value or [], key=str) if kind is Kind.REFERENCES else value


class _Canonical:
    """A visitor of the tree: node in, JSON-ready data out."""

    def __init__(self, write_reference: Reference) -> None:
        self._write_reference = write_reference

    def of(self, node: Node) -> Any:
        match node:
            case Leaf():
                return self._leaf(node)
            case Group():
                return self._group(node)
            case Items():
                return [self.of(part) for part in node.parts]
            case Stream():
                return [self._child(part) for part in node.parts]

    def _leaf(self, leaf: Leaf) -> Any:
        value = leaf.value
        match leaf.kind:
            case Kind.TEXT:
                return _lines(value or "")
            case Kind.RICH_TEXT:
                html = without_block_keys(_lines(value or ""))
                return self._write_reference(leaf.definition, leaf.kind, html)
            case Kind.FLAG:
                return bool(value)
            case Kind.REFERENCE | Kind.REFERENCES:
                return self._write_reference(leaf.definition, leaf.kind, value)
            case Kind.VALUE:
                return _plain(as_column(leaf.definition, value))
            case Kind.UNKNOWN:
                return {UNKNOWN_KEY: _plain(value)}

    def _group(self, group: Group) -> dict[str, Any]:
        """Parts that are missing are read as their default, so a blank one may be left out."""
        form = {}
        for name, default in part_defaults(group.definition).items():
            part = group.parts.get(name)
            value = default if part is None else self.of(part)
            if not (value == default and is_blank(value)):
                form[name] = value
        if group.unknown:
            form[UNKNOWN_KEY] = _plain(group.unknown)
        return form

    def _child(self, child: Child | Leaf) -> Any:
        if isinstance(child, Leaf):
            return self._leaf(child)
        form = [child.type, self.of(child.node)]
        return [*form, _plain(child.unknown)] if child.unknown else form


def part_defaults(definition: Any) -> Mapping[str, Any]:
    """The canonical form of each part that a group lacks, by its name.

    ``definition`` is that of a ``Group``: a model, a struct block or a table block.
    """
    if isinstance(definition, Block):
        return _block_defaults(definition)
    return _field_defaults(definition)


@cache
def _field_defaults(model: type[models.Model]) -> Mapping[str, Any]:
    """The canonical default of each content field, in the order of their names.

    A default that is worked out for each row is none: no two rows would share it.
    """
    names = content_fields(model)
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    fixed = [f for f in fields if isinstance(f, StreamField) or not _has_varying_default(f)]
    data = json.loads(json.dumps(get_serializable_data_for_fields(model()), cls=DjangoJSONEncoder))
    parts = walk(model, {field.name: data[field.name] for field in fixed}).parts
    write = _Canonical(_stored_reference)
    defaults: dict[str, Any] = {
        name: [] if name in child_relations(model) else None for name in sorted(names)
    }
    defaults |= {
        field.name: [] for field in get_all_child_m2m_relations(model) if field.name in names
    }
    return defaults | {name: write.of(part) for name, part in parts.items()}


def _has_varying_default(field: models.Field) -> bool:
    # "No default" is a class, and so can be called.
    return field.has_default() and callable(field.default)


_block_defaults_known: dict[int, tuple[Block, Mapping[str, Any]]] = {}


def _block_defaults(block: Any) -> Mapping[str, Any]:
    """The canonical default of each part of a struct block or of a table. Blocks have no hash."""
    known = _block_defaults_known.get(id(block))
    if known is None:
        if isinstance(block, BaseTypedTableBlock):
            defaults: dict[str, Any] = {"caption": "", "columns": [], "rows": []}
        else:
            defaults = {name: _block_default(child) for name, child in block.child_blocks.items()}
        known = _block_defaults_known[id(block)] = (block, defaults)
    return known[1]


def _block_default(block: Any) -> Any:
    """The form of a part that is missing; None where the default is worked out for each value."""
    default = getattr(block.meta, "default", None)
    if callable(default):
        return None
    write = _Canonical(_stored_reference)
    if isinstance(block, BaseStructBlock) and not default:
        return write.of(Group(block, {}, {}))
    stored = block.get_prep_value(block.get_default())
    return write.of(walk_block(block, json.loads(json.dumps(stored, cls=DjangoJSONEncoder))))


def is_blank(value: Any) -> bool:
    """Whether there is nothing to read in ``value``, a part of a canonical form."""
    # Zero is content.
    if isinstance(value, list | dict):
        parts = value.values() if isinstance(value, dict) else value
        return all(is_blank(part) for part in parts)
    return value is None or value is False or value == ""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_column(definition: Any, value: Any) -> Any:
    """A number of a field as its column gives it back, whatever a form or a script assigned."""
    try:
        match definition:
            case models.DecimalField() if value is not None:
                places = Decimal(1).scaleb(-definition.decimal_places)
                return str(Decimal(value).quantize(places))
            case models.FloatField() if value is not None:
                return float(value)
    except (ArithmeticError, TypeError, ValueError):
        pass
    return value


def _plain(value: Any) -> Any:
    """JSON data with its numbers as a ``jsonb`` column gives them back."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return {UNKNOWN_KEY: repr(value)}
        if "e" in repr(value) and value.is_integer():
            return int(Decimal(repr(value)))
        return value or 0.0
    return value
