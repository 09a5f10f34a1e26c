"""Addresses that may become links: what a browser would run or load as data never does."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from headhealth.rules.rich_text import escape_broken_tags

_UNSEEN = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202f\u2060-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Browsers leave many of these out of an address, and people do not see them."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_SUSPECT = re.compile(r"script:|data:|blob:|file:|filesystem:")
_SUSPECT_VALUE = re.compile(r"""=["']?(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]*:|<meta|<base""")
"""A value that may begin with another scheme, in text without white space; or such a tag."""
_OPENING_TAG = re.compile(r"""<[a-zA-Z][^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>""")
_IN_TEXTS = frozenset(("http:", "https:", "mailto:", "tel:"))
_LEADING_AWAY = frozenset({"meta", "base"})
"""Tags that load another page, or give another meaning to each link of this one."""
_TEXT_ATTRIBUTE = re.compile(
    r"(?:alt|title|class|id|style|name|value|label|summary|placeholder|lang|datetime"
    r"|(?:aria|data)-[a-z-]+)\Z"
)
"""Names of attributes whose value is no address, so that its first word may end in a colon."""


def web_address(text: str) -> str:
    """``text`` where it is the absolute address of a web page, else "".

    Only ``http`` and ``https``, with a host, and nothing in it that browsers and people read
    differently: spaces, control and invisible characters, backslashes.
    """
    if _UNSEEN.search(text) or "\\" in text:
        return ""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname)
    except ValueError:
        return ""
    return text if has_host and parts.scheme in ("http", "https") else ""


def without_unsafe_links(html: str) -> str:
    """Rich text whose tags have no attribute that holds an address of another scheme.

    Links to places on the site, web pages, mail and telephones stay as they are. Text in which no
    other scheme is named, which is almost all, comes back unchanged.
    """
    plain = _plain(html)
    # The name of an attribute cannot always be trusted, as browsers mend broken tags in their own
    # way: where a scheme that runs code is named, it may stand in no attribute.
    is_suspect = bool(_SUSPECT.search(plain))
    if not is_suspect and not _SUSPECT_VALUE.search(plain):
        return html
    without = partial(_without_unsafe, in_any_attribute=is_suspect)
    return _OPENING_TAG.sub(without, escape_broken_tags(html))


def _without_unsafe(tag: re.Match[str], *, in_any_attribute: bool) -> str:
    parsed = _Attributes(tag[0])
    is_unsafe = parsed.name in _LEADING_AWAY or any(
        _is_unsafe(value)
        for name, value in parsed.attributes
        if in_any_attribute or not _TEXT_ATTRIBUTE.match(name)
    )
    return f"<{parsed.name}>" if is_unsafe else tag[0]


def _is_unsafe(value: str) -> bool:
    scheme = _SCHEME.match(_plain(value))
    return scheme is not None and scheme[0] not in _IN_TEXTS


def _plain(text: str) -> str:
    return _UNSEEN.sub("", unescape(text)).lower()


class _Attributes(HTMLParser):
    """The name of one opening tag, and its attributes."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.name = "span"
        self.attributes: list[tuple[str, str]] = []
        self.feed(tag)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.name = tag
        self.attributes = [(name, value or "") for name, value in attrs]
