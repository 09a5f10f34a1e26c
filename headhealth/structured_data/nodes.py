"""Nodes of JSON-LD, and the plain text that stands in them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from wagtail.rich_text import RichText

from headhealth.rules.rich_text import RichTextContent, read_rich_text
from headhealth.snippets.citations import remove_citations

Node = dict[str, Any]

CONTEXT = "https://schema.org"
_EMPTY: tuple[Any, ...] = (None, "", [])


def node(type_: str | list[str], **properties: Any) -> Node:
    """A node of ``type_`` with those of ``properties`` that have a value."""
    return {"@type": type_, **{key: v for key, v in properties.items() if v not in _EMPTY}}


def address_of(anchor: str, url: str) -> str:
    """Of a place on the page at ``url``; anchors follow the words, in any script."""
    return f"{url}#{quote(anchor)}"


def read(text: RichText | str | None) -> RichTextContent:
    """Rich text as readers read it, without the numbers of citations."""
    html = text.source if isinstance(text, RichText) else text or ""
    return read_rich_text(remove_citations(html))


def plain(text: RichText | str | None) -> str:
    return read(text).text
