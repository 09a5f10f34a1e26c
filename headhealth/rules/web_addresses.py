"""Addresses that may become links: what a browser would run or load as data never does."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from headhealth.rules.rich_text import escape_broken_tags

_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
"""Browsers leave most of these out of an address, and people do not see them."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_SUSPECT = re.compile(r"script:|data:|blob:|file:|filesystem:")
_OPENING_TAG = re.compile(r"""<[a-zA-Z][^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>""")
_IN_TEXTS = frozenset(("http:", "https:", "mailto:", "tel:", "ftp:"))


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
    if not _SUSPECT.search(_plain(html)):
        return html
    return _OPENING_TAG.sub(_without_unsafe, escape_broken_tags(html))


def _without_unsafe(tag: re.Match[str]) -> str:
    attributes = _Attributes(tag[0])
    if not any(_is_unsafe(value) for value in attributes.values):
        return tag[0]
    return f"<{attributes.name}>"


def _is_unsafe(value: str) -> bool:
    scheme = _SCHEME.match(_plain(value))
    return scheme is not None and scheme[0] not in _IN_TEXTS


def _plain(text: str) -> str:
    return _UNSEEN.sub("", unescape(text)).lower()


class _Attributes(HTMLParser):
    """The name of one opening tag, and the values of its attributes."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.name = "span"
        self.values: list[str] = []
        self.feed(tag)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.name = tag
        self.values = [value or "" for _name, value in attrs]
