"""Stored rich text without the marks of the editor, and its lines.

Wagtail's editor gives each block of text a ``data-block-key``, which changes with each paste and
says nothing. It is removed only where a browser reads an attribute too: in text that consists of
whole tags of known elements. Anything else is returned unchanged.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BLOCK_KEY = "data-block-key"

# The white space of HTML: any other character belongs to the name of the element. A ">" in a value
# ends the tag for Wagtail, which expands links by a pattern, and not for a browser.
_SPACE = r"[\t\n\f\r ]"
_NAMED = rf'{_SPACE}+([A-Za-z][A-Za-z0-9_:-]*)(?:="[^"<>]*")?'
_ATTRIBUTE = re.compile(_NAMED)
_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*)((?:{_NAMED})*)({_SPACE}*/?)>")

_BREAKING = frozenset(
    "blockquote br embed h1 h2 h3 h4 h5 h6 hr li ol p table tbody td tfoot th thead tr ul".split()
)
_VOID = frozenset({"br", "embed", "hr"})
_CONTINUED = "..."
_KNOWN = _BREAKING | frozenset(
    "a abbr b code del em i ins mark s small span strong sub sup u".split()
)
"""Elements whose content browsers read as markup, as they do not read that of ``textarea``."""


class MarkedLine(NamedTuple):
    """One line of rich text: the elements it stands in, and its words with their inline markup.

    The first line of an element marks its beginning. An element that begins with another one,
    or is empty, has its tag as a line.
    """

    element: str
    text: str


def without_block_keys(html: str) -> str:
    """``html`` without the editor's block keys; as it is where it is not plain rich text."""
    if BLOCK_KEY not in html or not _is_plain(html):
        return html
    return _TAG.sub(_without_key, html)


def marked_lines(html: str) -> list[MarkedLine]:
    """The lines of ``html`` in reading order, without block keys.

    Two texts with the same lines are the same but for white space. Where ``html`` is not plain
    rich text, or its elements are not nested, all of it is one line.
    """
    lines = _Lines()
    if _is_plain(html) and lines.read(html):
        return lines.found
    return [MarkedLine("", html)] if html.strip() else []


class _Lines:
    """A reader of plain rich text."""

    def __init__(self) -> None:
        self.found: list[MarkedLine] = []
        self._open: list[tuple[str, str]] = []
        """Names of the elements around, with their tags."""
        self._begun: tuple[str, str] | None = None
        """Path and tag of what begins with the next words."""

    def read(self, html: str) -> bool:
        """Find the lines of ``html``; False where its elements are not nested."""
        text, end = "", 0
        for match in _TAG.finditer(html):
            text += html[end : match.start()]
            end = match.end()
            name, tag = match[2], _without_key(match)
            if name not in _BREAKING:
                text += tag
                continue
            self._end_line(text)
            text = ""
            if name == "br":
                self._begun = (self._path(tag), tag)
            elif name in _VOID:
                self.found.append(MarkedLine(self._path(name), tag))
            elif match[1]:
                if not self._open or self._open.pop()[0] != name:
                    return False
            elif "/" in match[5]:
                return False
            else:
                self._open.append((name, tag))
                self._begun = (self._path(), tag)
        self._end_line(text + html[end:])
        return not self._open

    def _end_line(self, text: str) -> None:
        text = text.strip()
        if self._begun:
            path, tag = self._begun
            self.found.append(MarkedLine(path, text or tag))
        elif text:
            self.found.append(MarkedLine(self._path(_CONTINUED) if self._open else "", text))
        self._begun = None

    def _path(self, *inner: str) -> str:
        """The open elements from the outside in, with their attributes."""
        return " > ".join(tag.strip("<>") for tag in (*(tag for _, tag in self._open), *inner))


def _is_plain(html: str) -> bool:
    names = [tag[2] for tag in _TAG.finditer(html)]
    return len(names) == html.count("<") and _KNOWN.issuperset(names)


def _without_key(tag: re.Match[str]) -> str:
    if BLOCK_KEY not in tag[3]:
        return tag[0]
    attributes = "".join(
        attribute[0] for attribute in _ATTRIBUTE.finditer(tag[3]) if attribute[1] != BLOCK_KEY
    )
    return f"<{tag[1]}{tag[2]}{attributes}{tag[5]}>"
