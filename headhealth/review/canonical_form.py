"""The one spelling of all stored data from which readers get the same.

Keys of rows and blocks, the editor's block keys in rich text, line ends and blank values that are
the default do not count; everything else does, and what Wagtail would not read stays in the form
as it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from wagtail.fields import StreamField

from headhealth.review.default_parts import default_parts
from headhealth.review.stored import (
    UNKNOWN_KEY,
    Child,
    Group,
    Items,
    Kind,
    Leaf,
    Node,
    Stream,
    walk,
    walk_field,
)
from headhealth.review.stored_numbers import as_column, as_json_column
from headhealth.rules.characters import with_line_feeds
from headhealth.rules.editor_markup import without_block_keys

Reference = Callable[[Any, Kind, Any], Any]
"""Writes a reference, or a rich text, which has links: takes its field or block, its kind and what
is stored. None stays None."""


def canonical_form(model: type[models.Model], snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical form of a snapshot of ``model``, by field.

    Fields that were added to the model since the snapshot was taken have their default.
    """
    return canonical_node(walk(model, snapshot))


def canonical_node(node: Node) -> Any:
    """The canonical form of a part of a snapshot."""
    return Canonical(stored_reference).of(node)


def canonical_blocks(field: StreamField, stored: Any) -> list[Any]:
    """The canonical form of a stream as a snapshot holds it, block by block.

    A block is a list of its type and its value; a dictionary where its type is unknown.
    """
    form = canonical_node(walk_field(field, stored))
    return form if isinstance(form, list) else [form]


def stored_reference(definition: Any, kind: Kind, value: Any) -> Any:
    """A reference by the keys that are stored, those of many to many in one order."""
    return sorted(value or [], key=str) if kind is Kind.REFERENCES else value


class Canonical:
    """A visitor of the tree: node in, JSON-ready data out.

    ``write_reference`` writes the keys of other objects: as they are stored, or by a name that
    another site knows too.
    """

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
                return with_line_feeds(value or "")
            case Kind.RICH_TEXT:
                html = without_block_keys(with_line_feeds(value or ""))
                return self._write_reference(leaf.definition, leaf.kind, html)
            case Kind.FLAG:
                return bool(value)
            case Kind.REFERENCE | Kind.REFERENCES:
                return self._write_reference(leaf.definition, leaf.kind, value)
            case Kind.VALUE:
                return as_json_column(as_column(leaf.definition, value))
            case Kind.UNKNOWN:
                return {UNKNOWN_KEY: as_json_column(value)}

    def _group(self, group: Group) -> dict[str, Any]:
        """Parts that are missing are read as their default, so a blank one may be left out."""
        form = {}
        for name, default in part_defaults(group.definition).items():
            part = group.parts.get(name)
            value = default if part is None else self.of(part)
            if not (value == default and is_blank(value)):
                form[name] = value
        if group.unknown:
            form[UNKNOWN_KEY] = as_json_column(group.unknown)
        return form

    def _child(self, child: Child | Leaf) -> Any:
        if isinstance(child, Leaf):
            return self._leaf(child)
        form = [child.type, self.of(child.node)]
        return [*form, as_json_column(child.unknown)] if child.unknown else form


# By id, as blocks have no hash; with the definition, whose id is then not given to another.
_known_defaults: dict[int, tuple[Any, Mapping[str, Any]]] = {}


def part_defaults(definition: Any) -> Mapping[str, Any]:
    """The canonical form of each part that a group lacks, by its name.

    ``definition`` is that of a ``Group``: a model, a struct block or a table block.
    """
    known = _known_defaults.get(id(definition))
    if known is None:
        forms = {
            name: None if part is None else canonical_node(part)
            for name, part in default_parts(definition).items()
        }
        known = _known_defaults[id(definition)] = (definition, forms)
    return known[1]


def is_blank(value: Any) -> bool:
    """Whether there is nothing to read in ``value``, a part of a canonical form."""
    # Zero is content.
    if isinstance(value, list | dict):
        parts = value.values() if isinstance(value, dict) else value
        return all(is_blank(part) for part in parts)
    return value is None or value is False or value == ""
