"""Everything inside a block's value, with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ListBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageBlock

from headhealth.blocks.error_tree import Path


class Place(NamedTuple):
    """A block with its value, its path and the labels along it, from the block walked."""

    block: Block
    value: Any
    path: Path = ()
    labels: tuple[str, ...] = ()


def walk(place: Place) -> Iterator[Place]:
    """``place`` and all below it, in the order of the form, without values that are None."""
    if place.value is None:
        return
    yield place
    for child in _children(place):
        yield from walk(child)


def labels_along(place: Place, path: Path) -> tuple[str, ...]:
    """The labels of the children along ``path``, as far as there are such children."""
    if not path:
        return place.labels
    for child in _children(place):
        depth = len(child.path) - len(place.path)
        if child.path[len(place.path) :] == path[:depth]:
            return labels_along(child, path[depth:])
    return place.labels


def _children(place: Place) -> Iterator[Place]:
    block, value, path, labels = place
    # The value of an image block is the image itself, although the block is a struct.
    if value is None or isinstance(block, ImageBlock):
        return
    if isinstance(block, BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield Place(child, value.get(name), (*path, name), (*labels, str(child.label)))
    elif isinstance(block, ListBlock):
        for index, item in enumerate(value):
            yield Place(block.child_block, item, (*path, index), (*labels, str(index + 1)))
    elif isinstance(block, BaseStreamBlock):
        for index, child in enumerate(value):
            label = f"{index + 1}. {child.block.label}"
            yield Place(child.block, child.value, (*path, index), (*labels, label))
    elif isinstance(block, BaseTypedTableBlock):
        for row, cells in enumerate(value.rows):
            for column, cell in enumerate(cells):
                label = f"{row + 1}, {value.columns[column]['heading']}"
                yield Place(cell.block, cell.value, (*path, row, column), (*labels, label))
