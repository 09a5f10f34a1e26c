"""Validation errors of nested blocks: put one at an exact place, read all of them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    BaseStreamBlock,
    BaseStructBlock,
    Block,
    ListBlock,
    ListBlockValidationError,
    StreamBlockValidationError,
    StructBlockValidationError,
)
from wagtail.contrib.typed_table_block.blocks import (
    BaseTypedTableBlock,
    TypedTableBlockValidationError,
)

Path = tuple[str | int, ...]
"""From a block down to a child: field names of structs, positions in lists and streams."""

_CONTAINER_ERRORS: tuple[tuple[type[Block], Any], ...] = (
    (BaseStructBlock, StructBlockValidationError),
    (ListBlock, ListBlockValidationError),
    (BaseStreamBlock, StreamBlockValidationError),
)


def add_error(
    block: Block,
    value: Any,
    tree: ValidationError | None,
    path: Sequence[str | int],
    error: ValidationError,
) -> ValidationError:
    """``tree``, the error of ``block`` so far, with ``error`` added at ``path`` below the block."""
    if isinstance(block, BaseTypedTableBlock):
        return TypedTableBlockValidationError(
            cell_errors=getattr(tree, "cell_errors", None),
            non_block_errors=[*_own_errors(tree), error],
        )
    container = next((e for kind, e in _CONTAINER_ERRORS if isinstance(block, kind)), None)
    if container is None:
        return ValidationError([*_own_errors(tree), error])

    child_errors = dict(getattr(tree, "block_errors", {}))
    own_errors = _own_errors(tree)
    if path:
        child, child_value = _child(block, value, path[0])
        child_errors[path[0]] = add_error(
            child, child_value, child_errors.get(path[0]), path[1:], error
        )
    else:
        own_errors.append(error)
    return container(block_errors=child_errors, non_block_errors=own_errors)


def leaf_errors(tree: ValidationError, path: Path = ()) -> Iterator[tuple[Path, ValidationError]]:
    """Every single error in ``tree`` with the path it stands at."""
    own_errors = _own_errors(tree)
    yield from ((path, error) for error in own_errors)
    for key, child in getattr(tree, "block_errors", {}).items():
        yield from leaf_errors(child, (*path, key))
    for row, cells in (getattr(tree, "cell_errors", None) or {}).items():
        for column, child in cells.items():
            yield from leaf_errors(child, (*path, row, column))


def _own_errors(tree: ValidationError | None) -> list[ValidationError]:
    """The errors of the block itself, without those of its children."""
    if tree is None:
        return []
    if hasattr(tree, "non_block_errors"):
        return list(tree.non_block_errors.as_data())
    return list(tree.error_list)


def _child(block: Any, value: Any, key: Any) -> tuple[Block, Any]:
    if isinstance(block, BaseStructBlock):
        return block.child_blocks[key], value.get(key) if hasattr(value, "get") else value
    if isinstance(block, ListBlock):
        return block.child_block, value[key]
    return value[key].block, value[key].value
