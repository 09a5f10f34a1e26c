"""The part of a text that says why it was found, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from headhealth.rules.terms import sort_key

LENGTH = 200
"""Characters: two lines on a wide screen, four on a phone."""
_LEAD = 60
"""Characters shown before the first match, so that it is read in its sentence."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Fragment:
    """Part of an excerpt. ``is_match`` says that it is a word that was searched for."""

    text: str
    is_match: bool = False


def excerpt(text: str, forms: Collection[str], length: int = LENGTH) -> list[Fragment]:
    """About ``length`` characters of ``text`` around the first word that is one of ``forms``.

    ``forms`` are words as ``sort_key`` makes them. Whole words only; an ellipsis says where text
    was left out. Without a match it is the beginning of the text.
    """
    text = " ".join(text.split())
    matches = [m.span() for m in _WORD.finditer(text) if sort_key(m[0]) in forms]
    start, end = _window(text, matches[0][0] if matches else 0, length)
    fragments = [Fragment("… ")] if start else []
    position = start
    for match_start, match_end in matches:
        if match_start < position or match_end > end:
            continue
        if match_start > position:
            fragments.append(Fragment(text[position:match_start]))
        fragments.append(Fragment(text[match_start:match_end], is_match=True))
        position = match_end
    if position < end:
        fragments.append(Fragment(text[position:end]))
    if end < len(text):
        fragments.append(Fragment(" …"))
    return fragments


def _window(text: str, first_match: int, length: int) -> tuple[int, int]:
    """Where the excerpt starts and ends: between words, where there are any."""
    if len(text) <= length:
        return 0, len(text)
    start = 0
    if first_match > _LEAD:
        start = min(first_match - _LEAD, len(text) - length)
        gap = text.find(" ", start, first_match)
        start = gap + 1 if gap >= 0 else start
    end = min(start + length, len(text))
    if end < len(text):
        gap = text.rfind(" ", start + length // 2, end)
        end = gap if gap >= 0 else end
    return start, end
