"""Citations in rich text, as they are stored: ``<a linktype="source" id="PK">[NHS, 2023]</a>``.

The words in square brackets are a label for the editor. Readers see the number of the source in the
page's list of references instead, which only a page knows: see ``citation_numbers``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate
from typing import NamedTuple

from django.apps import apps
from django.db.models import BigAutoField, Model
from django.utils.html import strip_tags
from wagtail.rich_text import LinkHandler

LINK_TYPE = "source"
SPACE = " \t\r\n\f\xa0"

_ATTRIBUTES = r'(?: [a-z-]++="[^"<>&]*+")*+'
_LINK = re.compile(rf"<a({_ATTRIBUTES})>([^<>]*+)</a>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_AS_THE_EDITOR_WRITES = re.compile(
    rf"(?:[^<>]++|{_LINK.pattern}"
    rf"|</?(?:b|br|em|embed|h[1-6]|hr|i|li|ol|p|strong|sub|sup|ul){_ATTRIBUTES}/?>)*+"
)
"""Rich text in which every tag is plainly one, and every link has words only."""


def parse_key(value: object) -> int | None:
    """Return the key of a row as a whole number that any database can look up, else ``None``."""
    text = str(value)
    # The length comes first: Python refuses to read a number of more than 4,300 digits.
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if 0 < number <= BigAutoField.MAX_BIGINT else None


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation element: ``html[start:end]``, with ``content`` between its tags."""

    source_id: int | None
    start: int
    end: int
    content: str

    @property
    def is_label(self) -> bool:
        """Whether the content only names the source, as in what the editor inserts."""
        text = strip_tags(self.content).strip()
        return not text or (text.startswith("[") and text.endswith("]"))


class _OpenTag(NamedTuple):
    source_id: int | None
    start: int
    end: int


class _CitationParser(HTMLParser):
    """Collects citations with their positions, so that the text around them is never rewritten."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.citations: list[Citation] = []
        self._html = html
        self._line_starts = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._open: _OpenTag | None = None
        self._nested: list[str] = []

    def parse(self) -> list[Citation]:
        # No tag ends after the last ">". Left to itself, the parser would look for its end from
        # every "<" anew, which takes minutes in a megabyte of them.
        complete = self._html[: self._html.rfind(">") + 1]
        # The parser's answer to a malformed declaration ("<![x"): what follows is only text.
        with suppress(AssertionError):
            self.feed(complete)
            self.close()
        self._leave_open()
        return self.citations

    @property
    def _position(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._leave_open()
            attributes = dict(attrs)
            if attributes.get("linktype") == LINK_TYPE:
                start = self._position
                end = start + len(self.get_starttag_text() or "")
                self._open = _OpenTag(parse_key(attributes.get("id")), start, end)
        elif self._open:
            self._nested.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            # HTML knows no self-closing links.
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        if self._nested and self._nested[-1] == tag:
            self._nested.pop()
        elif tag == "a" and not self._nested:
            source_id, start, content_start = self._open
            content_end = self._position
            end = self._html.find(">", content_end) + 1 or len(self._html)
            content = self._html[content_start:content_end]
            self.citations.append(Citation(source_id, start, end, content))
            self._open = None
        else:
            self._leave_open()

    def _leave_open(self) -> None:
        """Cite where a tag without its end stands: the words after it are the page's own."""
        if self._open:
            source_id, start, end = self._open
            self.citations.append(Citation(source_id, start, end, ""))
        self._open = None
        self._nested.clear()


def find_citations(html: str) -> list[Citation]:
    """Return the citations of a rich text in its stored form, in order. Never raises."""
    # From the fastest to the slowest, all with the same answer. Most rich text cites nothing.
    if LINK_TYPE not in html:
        return []
    if _AS_THE_EDITOR_WRITES.fullmatch(html):
        return [
            Citation(parse_key(attributes.get("id")), link.start(), link.end(), link[2])
            for link in _LINK.finditer(html)
            if (attributes := dict(_ATTRIBUTE.findall(link[1]))).get("linktype") == LINK_TYPE
        ]
    return _CitationParser(html).parse()


def replace_citations(html: str, replacement: Callable[[Citation], str]) -> str:
    """Put ``replacement(citation)``, which is HTML, in the place of every label.

    White space before a label goes, so that numbers sit at the word they belong to and at each
    other. A citation around other words, as the API may write, keeps them before its replacement.
    """
    citations = find_citations(html)
    pieces: list[str] = []
    position = 0
    for citation, closes_up in zip(citations, _closing_up(html, citations), strict=True):
        before = html[position : citation.start]
        if citation.is_label:
            pieces.append(before.rstrip(SPACE) if closes_up else before)
        else:
            pieces += [before, citation.content]
        pieces.append(replacement(citation))
        position = citation.end
    pieces.append(html[position:])
    return "".join(pieces)


def _closing_up(html: str, citations: list[Citation]) -> list[bool]:
    """For each citation: may the space before it go without joining two words, if it goes too?"""
    flags: list[bool] = []
    following: Citation | None = None
    for citation in reversed(citations):
        is_adjacent = following and not html[citation.end : following.start].strip(SPACE)
        flags.append(
            flags[-1] if is_adjacent else not html[citation.end : citation.end + 1].isalnum()
        )
        following = citation
    return flags[::-1]


def remove_citations(html: str) -> str:
    """Return rich text without its citations, for uses that have no list of references."""
    return replace_citations(html, lambda citation: "")


class SourceLinkHandler(LinkHandler):
    """Tells Wagtail what ``linktype="source"`` refers to, so that usage counts citations."""

    identifier = LINK_TYPE

    @staticmethod
    def get_model() -> type[Model]:
        return apps.get_model("headhealth", "Source")

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        """Return a link without an address: outside its page, a citation has no number to go to.

        Wagtail replaces the opening tag only, so it has to stay an ``a`` element.
        """
        return '<a class="hh-citation">'

    @classmethod
    def extract_references(
        cls, attrs: dict[str, str]
    ) -> Iterator[tuple[type[Model], str, str, str]]:
        source_id = parse_key(attrs.get("id"))
        if source_id:
            # The reference index compares keys as text.
            yield cls.get_model(), str(source_id), "", ""
