"""The texts of a page, each with the section it stands in, and the one that answers a search.

Read from stored data: no block is evaluated and no query made, however many pages are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from wagtail.blocks import (
    BaseStreamBlock,
    BaseStructBlock,
    Block,
    CharBlock,
    ListBlock,
    RichTextBlock,
    TextBlock,
)
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.search.index import SearchField

from headhealth.blocks.care_card import CareLevel
from headhealth.blocks.choosers import SymptomChooserBlock
from headhealth.blocks.section import SectionValue
from headhealth.pages.sections import HELP_SECTION, QUESTIONS_SECTION
from headhealth.rules.anchors import section_anchor
from headhealth.rules.rich_text import read_rich_text
from headhealth.rules.terms import sort_key

SymptomNames = Mapping[int, Sequence[str]]
"""By key of a symptom that readers may see: its names."""

MAX_SOURCE = 20_000
"""Characters of a passage that are searched for an excerpt: a page may hold a megabyte of text."""
_TAG = re.compile("<[^<>]*>")
_FIELD_SECTIONS = {"care_cards": HELP_SECTION, "faq": QUESTIONS_SECTION}


@dataclass
class Passage:
    """``heading`` and ``anchor`` are empty above the first section of a page."""

    source: str
    """HTML, with rich text in its stored form."""
    heading: Any = ""
    anchor: str = ""

    @cached_property
    def text(self) -> str:
        return " ".join(read_rich_text(self.source[:MAX_SOURCE]).text.split())

    @property
    def searchable(self) -> str:
        """Words to look for others in: cheaper than ``text``, which one passage of a page needs."""
        words = f"{self.heading}\n{_TAG.sub(' ', self.source[:MAX_SOURCE])}"
        return words if words.isascii() else sort_key(words)


def best_passage(
    page: Any, words: Sequence[re.Pattern[str]], symptom_names: SymptomNames
) -> Passage | None:
    """The passage that most of ``words`` are in, the first of those; None where there is none."""
    best, most = None, 0
    for passage in _passages(page, symptom_names):
        text = passage.searchable
        found = sum(1 for word in words if word.search(text))
        if found > most:
            best, most = passage, found
        if most == len(words):
            break
    return best


def word_pattern(forms: Sequence[str]) -> re.Pattern[str]:
    """Finds any of ``forms``, which are folded, as a whole word."""
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, forms))})(?![^\W_])", re.IGNORECASE)


def _passages(page: Any, symptom_names: SymptomNames) -> Iterator[Passage]:
    """The summary, then the texts in the order of the page's search fields."""
    yield Passage(_paragraph(page.summary))
    searched = {f.field_name for f in page.search_fields if isinstance(f, SearchField)}
    for field in page._meta.concrete_fields:
        if field.name not in searched:
            continue
        if isinstance(field, StreamField):
            yield from _stream_passages(getattr(page, field.name), field.name, symptom_names)
        elif isinstance(field, RichTextField):
            # A facet of a treatment is a section; an introduction stands above the first.
            is_section = field.name != "intro"
            yield Passage(
                getattr(page, field.name),
                field.verbose_name if is_section else "",
                field.name.replace("_", "-") if is_section else "",
            )


def _stream_passages(
    stream: Any, field_name: str, symptom_names: SymptomNames
) -> Iterator[Passage]:
    """One passage a block. As on the page, a block that is no section belongs to the last one."""
    heading, anchor = _FIELD_SECTIONS.get(field_name, ("", ""))
    for child in stream.raw_data:
        block = stream.stream_block.child_blocks.get(child["type"])
        value = child["value"]
        if block is None or value is None:
            continue
        if issubclass(getattr(block.meta, "value_class", object), SectionValue):
            heading = value.get("heading") or ""
            anchor = section_anchor(heading)
        elif isinstance(value, Mapping) and value.get("level") and field_name == "entries":
            heading = dict(CareLevel.choices).get(value["level"], "")
            anchor = value["level"].replace("_", "-")
        text = "\n".join(_texts(block, value, symptom_names))
        yield Passage(text, heading, anchor)


def _texts(block: Block, raw: Any, symptom_names: SymptomNames) -> Iterator[str]:
    """What readers see of a stored value, the headings of sections apart."""
    if raw is None:
        return
    if isinstance(block, SymptomChooserBlock):
        yield _paragraph(", ".join(symptom_names.get(raw, ())))
    elif isinstance(block, RichTextBlock):
        yield raw
    elif isinstance(block, CharBlock | TextBlock):
        yield _paragraph(raw)
    elif isinstance(block, BaseStructBlock) and isinstance(raw, Mapping):
        is_section = issubclass(block.meta.value_class, SectionValue)
        for name, child in block.child_blocks.items():
            if not (is_section and name == "heading"):
                yield from _texts(child, raw.get(name), symptom_names)
    elif isinstance(block, ListBlock):
        for item in raw:
            value = item["value"] if isinstance(item, Mapping) and "value" in item else item
            yield from _texts(block.child_block, value, symptom_names)
    elif isinstance(block, BaseStreamBlock):
        for item in raw:
            if child := block.child_blocks.get(item["type"]):
                yield from _texts(child, item["value"], symptom_names)
    elif isinstance(block, BaseTypedTableBlock):
        yield _paragraph(raw.get("caption") or "")
        for row in raw.get("rows") or []:
            for column, cell in zip(raw["columns"], row["values"], strict=False):
                if child := block.child_blocks.get(column["type"]):
                    yield from _texts(child, cell, symptom_names)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
