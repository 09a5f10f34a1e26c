"""The sentences of a text by their letters and digits: the same however they are written down."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

_CITATION = re.compile(r'<a\s[^<>]*linktype="source"[^<>]*>[^<>]*</a>', re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_LINK = re.compile(r"<a\s+([^<>]*)>", re.IGNORECASE)
_END = re.compile(r"[.!?…؟।]+(?=\s|$)|[。！？]+")
_FORMAT = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")


def letters_and_digits(text: str) -> str:
    """``text`` without case, spaces, punctuation, marks and invisible characters."""
    return "".join(filter(str.isalnum, normalize("NFKC", normalize("NFKC", text).casefold())))


def spoken_sentences(marked: str) -> list[str]:
    """The letters and digits of each sentence of ``marked``, plain text or a line of rich text."""
    text = _FORMAT.sub("", unescape(_TAG.sub("", _CITATION.sub("", marked))))
    return [spoken for each in _END.split(text) if (spoken := letters_and_digits(each))]


def link_targets(marked: str) -> list[str]:
    """The attributes of each link and citation in a line of rich text."""
    return [" ".join(sorted(each.split())) for each in _LINK.findall(marked)]
