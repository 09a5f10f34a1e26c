"""Reasons that are kept for good: something that a person can read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

LEAST_WORDS = 2

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by their category that show as nothing."""
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
"""Scripts whose words follow one another without a space: each letter counts as a word."""


def has_words(text: str) -> bool:
    """Whether ``text`` says something: at least two different words, of two letters each.

    Signs that show as nothing are no letters, nor are modifier letters, nor marks without a letter
    to stand on.
    """
    return len({word for run in _runs(text) for word in _words_in(run)}) >= LEAST_WORDS


def _runs(text: str) -> Iterator[str]:
    """The runs of letters. Marks, modifier letters and signs without a width part no word."""
    run = ""
    for char in text:
        category = unicodedata.category(char)
        if char in _FILLERS or category in {"Cf", "Lm"} or category.startswith("M"):
            continue
        if char.isalpha():
            run += char
        else:
            yield run
            run = ""
    yield run


def _words_in(run: str) -> Iterable[str]:
    if any(unicodedata.name(char, "").startswith(_WITHOUT_SPACES) for char in run):
        return run
    return [run.casefold()] if len(run) > 1 else []
