"""HTML as a browser reads it: text, tags and attributes, after the tokeniser of the HTML standard.

Of its own, as a check of code must not share the code's view of what a tag is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

Token = tuple[str, str, tuple[tuple[str, str], ...]]
"""``("text", words, ())``, or ``("start" or "end", element, attributes)``."""

_TEXT_ONLY = frozenset("iframe noembed noframes script style textarea title xmp".split())
"""Up to their end tag, a browser finds no markup in them."""
_WITH_ENTITIES = frozenset(("textarea", "title"))
_UNSEEN_ATTRIBUTES = frozenset(("data-block-key", "id"))

_TAG_NAME = re.compile(r"[^\t\n\f />]+")
_ATTRIBUTE = re.compile(
    r"[\t\n\f /]*(?P<name>=?[^\t\n\f />=]+)(?:[\t\n\f ]*=[\t\n\f ]*"
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f >]*)))?"""
)


@lru_cache(maxsize=10_000)
def browser_tokens(html: str) -> tuple[Token, ...]:
    """What a browser reads in ``html``, without comments, block keys and ids."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    tokens: list[Token] = []
    position = 0
    while position < len(html):
        start = html.find("<", position)
        start = len(html) if start == -1 else start
        _add_text(tokens, unescape(html[position:start]))
        position = _markup(html, start, tokens)
    return tuple(tokens)


def _markup(html: str, start: int, tokens: list[Token]) -> int:
    """Read what begins with the "<" at ``start``; the position after it."""
    rest = html[start + 1 : start + 3]
    if re.match(r"/?[a-zA-Z]", rest):
        return _tag(html, start, tokens)
    if rest.startswith("!--"[:2]) and html.startswith("<!--", start):
        if html.startswith(("<!-->", "<!--->"), start):
            return html.index(">", start) + 1
        end = re.compile(r"--!?>").search(html, start + 4)
        return end.end() if end else len(html)
    if rest.startswith(("!", "?", "/")) and rest != "/":
        end_of_declaration = html.find(">", start)
        return end_of_declaration + 1 if end_of_declaration != -1 else len(html)
    _add_text(tokens, html[start : start + 1])
    return start + 1


def _tag(html: str, start: int, tokens: list[Token]) -> int:
    kind = "end" if html[start + 1] == "/" else "start"
    name_match = _TAG_NAME.match(html, start + (2 if kind == "end" else 1))
    assert name_match
    name, position = name_match[0].lower(), name_match.end()
    attributes: dict[str, str] = {}
    while match := _ATTRIBUTE.match(html, position):
        value = match["double"] or match["single"] or match["bare"] or ""
        attributes.setdefault(match["name"].lower(), unescape(value))
        position = match.end()
    end = html.find(">", position)
    if end == -1:
        # A tag without an end is not shown, nor is what follows.
        return len(html)
    seen = sorted(item for item in attributes.items() if item[0] not in _UNSEEN_ATTRIBUTES)
    tokens.append((kind, name, tuple(seen) if kind == "start" else ()))
    if kind == "start" and name == "plaintext":
        _add_text(tokens, html[end + 1 :])
        return len(html)
    if kind == "start" and name in _TEXT_ONLY:
        closing = re.compile(rf"</{name}(?=[\t\n\f />])", re.IGNORECASE).search(html, end)
        text = html[end + 1 : closing.start() if closing else len(html)]
        _add_text(tokens, unescape(text) if name in _WITH_ENTITIES else text)
        return closing.start() if closing else len(html)
    return end + 1


def _add_text(tokens: list[Token], text: str) -> None:
    if text and tokens and tokens[-1][0] == "text":
        tokens[-1] = ("text", tokens[-1][1] + text, ())
    elif text:
        tokens.append(("text", text, ()))
