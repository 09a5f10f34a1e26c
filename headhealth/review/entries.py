"""The entries of a snapshot: everything it says, one by one, in reading order.

A line of text, a choice, a link, an image, a number is one entry. So is the beginning of each
block, list item and child row, so that two contents with the same entries are the same content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db import models

from headhealth.review.canonical_form import canonical_node, is_blank, part_defaults
from headhealth.review.stored import Child, Group, Items, Kind, Leaf, Node, Stream, walk
from headhealth.rules.editor_markup import marked_lines

Place = tuple[str, ...]
"""Names of the field, blocks and elements around an entry, without numbers."""

ITEM = "item"
"""Stands in a place for one of several parts of a list or a relation."""


class Entry(NamedTuple):
    """``value`` is JSON-ready: a line of text, with its inline markup, or what a choice holds.

    None where it is the beginning of a block, item or row. ``definition`` is the field or block;
    None where the schema of today has none, which ``is_unknown`` says.
    """

    place: Place
    value: Any
    definition: Any
    is_unknown: bool = False


def entries(model: type[models.Model], snapshot: Mapping[str, Any]) -> list[Entry]:
    """The entries of a snapshot of ``model``, without blank parts that read as a missing one."""
    return entries_of_tree(walk(model, snapshot))


def entries_of_tree(tree: Group) -> list[Entry]:
    """The entries of a snapshot that has been walked."""
    return list(_entries(tree, ()))


def _entries(node: Node, place: Place) -> Iterator[Entry]:
    match node:
        case Leaf():
            yield from _leaf_entries(node, place)
        case Group():
            defaults = part_defaults(node.definition)
            for name, part in node.parts.items():
                form = canonical_node(part)
                if not (is_blank(form) and form == defaults.get(name)):
                    yield from _entries(part, (*place, name))
            for key in sorted(node.unknown):
                yield Entry((*place, key), node.unknown[key], None, is_unknown=True)
        case Items():
            for part in node.parts:
                yield Entry((*place, ITEM), None, node.definition)
                yield from _entries(part, (*place, ITEM))
        case Stream():
            for child in node.parts:
                yield from _child_entries(child, place)


def _child_entries(child: Child | Leaf, place: Place) -> Iterator[Entry]:
    if isinstance(child, Leaf):
        yield from _leaf_entries(child, place)
        return
    place = (*place, child.type)
    yield Entry(place, None, child.node.definition)
    yield from _entries(child.node, place)
    for key in sorted(child.unknown):
        yield Entry((*place, key), child.unknown[key], None, is_unknown=True)


def _leaf_entries(leaf: Leaf, place: Place) -> Iterator[Entry]:
    form = canonical_node(leaf)
    match leaf.kind:
        case Kind.RICH_TEXT:
            for line in marked_lines(form):
                yield Entry((*place, line.element), line.text, leaf.definition)
        case Kind.TEXT:
            for line in form.split("\n"):
                if line.strip():
                    yield Entry(place, line.strip(), leaf.definition)
        case Kind.REFERENCES:
            for key in form:
                yield Entry(place, key, leaf.definition)
        case kind:
            yield Entry(place, form, leaf.definition, is_unknown=kind is Kind.UNKNOWN)
