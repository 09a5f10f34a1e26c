"""From the values in the data files to the stored form of StreamFields and rich text.

The data files name symptoms, sources and contributors by key and pages by slug; ``[[key]]`` in rich
text cites a source and ``href="page:slug"`` links to a page.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from headhealth.blocks.rich_text import TEXT_FEATURES
from headhealth.models import Source

_CITATION = re.compile(r"\[\[([a-z0-9-]+)\]\]")
_PAGE_LINK = re.compile(r'href="page:([a-z0-9-]+)"')


@dataclass
class Names:
    """What the data files' keys and slugs stand for."""

    sources: dict[str, Source] = field(default_factory=dict)
    contributors: dict[str, Any] = field(default_factory=dict)
    symptoms: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)

    def snippet(self, model_name: str, key: str) -> Any:
        by_model = {
            "source": self.sources,
            "contributor": self.contributors,
            "symptom": self.symptoms,
        }
        return by_model[model_name][key]


def rich_text(html: str, names: Names, features: list[str] = TEXT_FEATURES) -> str:
    """``html`` of a data file as the rich text editor would store it."""

    def citation(match: re.Match[str]) -> str:
        source = names.sources[match[1]]
        return f'<a linktype="source" id="{source.pk}">[{source.citation_label}]</a>'

    def page_link(match: re.Match[str]) -> str:
        return f'linktype="page" id="{names.pages[match[1]].pk}"'

    html = _PAGE_LINK.sub(page_link, _CITATION.sub(citation, " ".join(html.split())))
    converter = ContentstateConverter(features=features)
    return converter.to_database_format(converter.from_database_format(html))


def stream(stream_block: blocks.BaseStreamBlock, items: list[Any], names: Names) -> str:
    """The JSON of a StreamField. ``items`` are single-key mappings of block name to value."""
    return json.dumps(raw_value(stream_block, items, names))


def raw_value(block: blocks.Block, value: Any, names: Names) -> Any:
    """``value`` of a data file in the form in which ``block`` stores it."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [_stream_child(block, item, names) for item in value]
    if isinstance(block, blocks.ListBlock):
        return [
            {"type": "item", "value": raw_value(block.child_block, item, names), "id": _id()}
            for item in value
        ]
    if isinstance(block, blocks.BaseStructBlock):
        return _struct(block, value, names)
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(value, names, block.features)
    if isinstance(block, SnippetChooserBlock):
        return names.snippet(block.target_model._meta.model_name, value).pk
    if isinstance(block, blocks.PageChooserBlock):
        return names.pages[value].pk
    return value


def _stream_child(block: blocks.BaseStreamBlock, item: Mapping[str, Any], names: Names) -> Any:
    ((name, value),) = item.items()
    child = raw_value(block.child_blocks[name], value, names)
    return {"type": name, "value": child, "id": _id()}


def _struct(block: blocks.BaseStructBlock, value: Mapping[str, Any], names: Names) -> Any:
    raw = {}
    for name, child in block.child_blocks.items():
        if isinstance(child, TypedTableBlock):
            raw[name] = _table(value)
        elif name in value:
            raw[name] = raw_value(child, value[name], names)
        else:
            raw[name] = child.get_prep_value(child.normalize(child.get_default()))
    return raw


def _table(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "caption": value["caption"],
        "columns": [{"type": "text", "heading": heading} for heading in value["columns"]],
        "rows": [{"values": [str(cell) for cell in row]} for row in value["rows"]],
    }


def _id() -> str:
    return str(uuid.uuid4())
