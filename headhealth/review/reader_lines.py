"""The lines of a document as a reader gets it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

_REFERENCES = frozenset(
    {"id", "for", "name", "form", "list", "headers", "nonce", "integrity"}
    | {f"aria-{name}" for name in ("labelledby", "describedby", "controls", "owns", "details")}
)
"""Attributes that name an element of the same document, or belong to one response."""
_ADDRESSES = frozenset({"href", "src", "srcset", "action"})
"""Attributes in which the key of a block may stand; so may ``data-`` attributes."""
_KEY = re.compile(r"[0-9A-Za-z-]{8,}")
"""Keys that are no words: those of Wagtail are UUIDs."""
_WHITESPACE = re.compile(r"[ \t\r\n\f]+")


def reader_lines(html: str, *, ids: Iterable[str] = ()) -> list[str]:
    """The texts, elements and attributes of ``html`` in reading order.

    Names of places within the document and hidden form fields tell readers nothing and are left
    out. ``ids`` are keys of blocks, which do not count in addresses.
    """
    parser = _Lines(ids)
    parser.feed(html)
    parser.close()
    parser.end_text()
    return parser.lines


class _Lines(HTMLParser):
    def __init__(self, ids: Iterable[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._text: list[str] = []
        longest_first = sorted(filter(_KEY.fullmatch, set(ids)), key=len, reverse=True)
        self._ids = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end_text()
        if tag == "input" and ("type", "hidden") in attrs:
            return
        told = [self._told(name, value or "") for name, value in sorted(attrs)]
        self.lines.append(f"<{' '.join([tag, *filter(None, told)])}>")

    def handle_endtag(self, tag: str) -> None:
        self.end_text()
        self.lines.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def end_text(self) -> None:
        text = _WHITESPACE.sub(" ", "".join(self._text))
        self._text.clear()
        if text.strip(" "):
            # So that it cannot be taken for an element.
            self.lines.append(escape(text))
        elif text and self.lines:
            # Two words are not one.
            self.lines[-1] += " "

    def _told(self, name: str, value: str) -> str:
        if name in _REFERENCES or name == "data-block-key":
            return ""
        if name in _ADDRESSES or name.startswith("data-"):
            value = self._ids.sub("", value)
        return f'{name}="{_WHITESPACE.sub(" ", value)}"'
