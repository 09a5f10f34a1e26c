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
_KNOWN = _BREAKING | frozenset(
    "a abbr b code del em i ins mark s small span strong sub sup u".split()
)
"""None of these makes a browser read its content as anything but markup, as ``textarea`` does."""


class MarkedLine(NamedTuple):
    """One line of rich text: the element it stands in, and its words with their inline markup."""

    element: str
    text: str


def without_block_keys(html: str) -> str:
    """``html`` without the editor's block keys; as it is where it is not plain rich text."""
    if BLOCK_KEY not in html or not _is_plain(html):
        return html
    return _TAG.sub(_without_key, html)


def marked_lines(html: str) -> list[MarkedLine]:
    """The lines of ``html`` in reading order, without block keys and empty lines.

    Where it is not plain rich text, all of it is one line.
    """
    if not _is_plain(html):
        return [MarkedLine("", html)]
    lines: list[MarkedLine] = []
    element, text, end = "", "", 0
    for tag in _TAG.finditer(html):
        text += html[end : tag.start()]
        end = tag.end()
        closing, name = tag[1], tag[2]
        if name not in _BREAKING:
            text += _without_key(tag)
            continue
        if text.strip():
            lines.append(MarkedLine(element, text.strip()))
        text = ""
        if name in ("embed", "hr"):
            lines.append(MarkedLine(name, _without_key(tag)))
        elif name != "br":
            element = "" if closing else name
    text += html[end:]
    if text.strip():
        lines.append(MarkedLine(element, text.strip()))
    return lines


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
