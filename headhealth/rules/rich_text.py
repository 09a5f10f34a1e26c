"""Rich text as the rules read it: passages of plain text, and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from html.parser import HTMLParser

# `html.parser` takes quadratic time over tags that never end ("<a <a <a …": minutes for 100 kB).
# What is not a whole tag is text: escaped, it is read in one go. A "<" ends every scan of the
# pattern, so that finding those is linear.
_NOT_A_TAG = re.compile(r"""<(?!/?[a-zA-Z][^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>)""")
_TAG = re.compile(r"</?[a-zA-Z]")

_BLOCK_TAGS = frozenset(
    "address article aside blockquote dd details div dl dt embed figcaption figure footer h1 h2 h3"
    " h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr"
    " ul".split()
)
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN_TAGS = frozenset(("script", "style", "template"))

CITATION_LINK_TYPE = "source"


class PassageKind(Enum):
    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING = "heading"


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item or heading. ``text`` has single spaces and is never blank."""

    kind: PassageKind
    text: str


@dataclass(frozen=True)
class Link:
    """``link_type`` is "" for an address, else what the link leads to: "page", "document" …"""

    href: str
    link_type: str
    text: str

    @property
    def is_telephone(self) -> bool:
        return not self.link_type and self.href.strip().lower().startswith("tel:")


@dataclass(frozen=True)
class RichTextContent:
    passages: tuple[Passage, ...]
    links: tuple[Link, ...]

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages)

    @property
    def prose(self) -> tuple[Passage, ...]:
        """What consists of sentences: everything but headings."""
        return tuple(p for p in self.passages if p.kind is not PassageKind.HEADING)


def read_rich_text(html: str) -> RichTextContent:
    """Read stored rich text. Never raises, whatever the markup.

    The labels of citations are links but no text: readers see numbers in their place.
    """
    return _Reader().read(html)


def read_plain_text(text: str) -> RichTextContent:
    """Read plain text, each line a paragraph."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return RichTextContent(
        tuple(Passage(PassageKind.PARAGRAPH, line) for line in lines if line), ()
    )


def read_text(text: str) -> RichTextContent:
    """Read stored rich text, which always has tags, or plain text, which has none."""
    return read_rich_text(text) if _TAG.search(text) else read_plain_text(text)


def has_words(html: str) -> bool:
    """Whether a reader would see any text: not so for empty paragraphs or spaces."""
    return bool(read_rich_text(html).passages)


def escape_broken_tags(html: str) -> str:
    """``html`` in which every "<" that begins no whole tag is text."""
    return _NOT_A_TAG.sub("&lt;", html)


class _Reader(HTMLParser):
    """Reads in one pass without a stack, so that tags left open or closed twice do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._passages: list[Passage] = []
        self._links: list[Link] = []
        self._kind = PassageKind.PARAGRAPH
        self._pieces: list[str] = []
        self._open_link: dict[str, str | None] | None = None
        self._link_pieces: list[str] = []
        self._unseen = ""

    def read(self, html: str) -> RichTextContent:
        self.feed(escape_broken_tags(html))
        self.close()
        self._end_link()
        self._end_passage()
        return RichTextContent(tuple(self._passages), tuple(self._links))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            return
        if tag in _UNSEEN_TAGS:
            self._unseen = tag
        elif tag == "a":
            self._end_link()
            self._open_link = dict(attrs)
        elif tag == "br":
            self._pieces.append(" ")
        elif tag in _BLOCK_TAGS:
            self._end_passage()
            self._kind = self._kind_of(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only void elements close themselves in HTML: "<script/>" hides what follows all the same.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen = "" if tag == self._unseen else self._unseen
        elif tag == "a":
            self._end_link()
        elif tag in _BLOCK_TAGS:
            self._end_passage()
            self._kind = PassageKind.PARAGRAPH

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._open_link is not None:
            self._link_pieces.append(data)
            if self._open_link.get("linktype") == CITATION_LINK_TYPE:
                return
        self._pieces.append(data)

    @staticmethod
    def _kind_of(tag: str) -> PassageKind:
        if tag in _HEADING_TAGS:
            return PassageKind.HEADING
        return PassageKind.ITEM if tag in ("li", "dd", "dt") else PassageKind.PARAGRAPH

    def _end_passage(self) -> None:
        text = " ".join("".join(self._pieces).split())
        if text:
            self._passages.append(Passage(self._kind, text))
        self._pieces.clear()

    def _end_link(self) -> None:
        if self._open_link is not None:
            href = self._open_link.get("href") or ""
            link_type = self._open_link.get("linktype") or ""
            text = " ".join("".join(self._link_pieces).split())
            self._links.append(Link(href, link_type, text))
        self._open_link = None
        self._link_pieces.clear()
