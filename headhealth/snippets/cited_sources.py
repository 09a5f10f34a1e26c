"""Which sources rich text cites, read from stored data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail.blocks import BaseStreamBlock, BaseStructBlock, ListBlock, StreamValue
from wagtail.rich_text import RichText

from headhealth.snippets.citations import find_citations


def cited_source_ids(*values: Any) -> list[int]:
    """Return the keys of the sources cited in ``values``, each once, by first appearance.

    Takes rich text, stored HTML, stream values and raw stream data, nested at will. No block is
    evaluated and no query made. A stream value is read in the order of its block definitions;
    raw data in its own order, which PostgreSQL does not keep for the fields of a struct.
    """
    found = (citation for text in stored_texts(*values) for citation in find_citations(text))
    return list(dict.fromkeys(citation.source_id for citation in found if citation.source_id))


def stored_texts(*values: Any) -> Iterator[str]:
    """Every string in ``values``, which are of the kinds that ``cited_source_ids`` takes."""
    return _walk(values, None)


def _walk(value: Any, block: Any) -> Iterator[str]:
    if isinstance(value, StreamValue):
        value, block = value.raw_data, value.stream_block
    elif isinstance(value, RichText):
        value = value.source

    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        if isinstance(block, BaseStructBlock):
            for name, child in block.child_blocks.items():
                yield from _walk(value.get(name), child)
        else:
            for child_value in value.values():
                yield from _walk(child_value, None)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for item in value:
            yield from _walk_item(item, block)


def _walk_item(item: Any, block: Any) -> Iterator[str]:
    """Read one item of a stream or list, which is wrapped: ``{"type": …, "value": …, "id": …}``."""
    is_wrapped = isinstance(item, Mapping) and "value" in item
    if is_wrapped and isinstance(block, BaseStreamBlock):
        yield from _walk(item["value"], block.child_blocks.get(item.get("type")))
    elif isinstance(block, ListBlock):
        # Lists stored by early versions of Wagtail hold bare values.
        is_wrapped = is_wrapped and item.get("type") == "item"
        yield from _walk(item["value"] if is_wrapped else item, block.child_block)
    else:
        yield from _walk(item, None)
