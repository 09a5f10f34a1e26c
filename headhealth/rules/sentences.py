"""Sentences and words of plain text, near enough for advice."""

from __future__ import annotations

import re

# Runs are matched from their start and as a whole: "....…" of a megabyte would take hours else.
_END = re.compile(r"""(?<![.!?…؟।])[.!?…؟।]++["'”’)\]]*+(?=\s|$)|[。！？]++""")
_WORD = re.compile(r"\w+(?:[’'\-.,]\w+)*")
_LAST_WORD = re.compile(r"[\w.]*$")

_ABBREVIATIONS = frozenset(
    "approx dr e.g eg etc fig i.e ie mr mrs ms p.m a.m prof st vol vs".split()
)


def split_sentences(text: str) -> list[str]:
    """The sentences of one paragraph.

    What a small letter follows ends no sentence, nor does a full stop after an abbreviation or an
    initial.
    """
    sentences = []
    start = 0
    for match in _END.finditer(text):
        following = text[match.end() : match.end() + 2].strip()
        if following[:1].islower() or (following and _ends_abbreviation(text, match.start())):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if _WORD.search(sentence)]


def count_words(text: str) -> int:
    """Words and numbers: "don't", "X-ray" and "1,000" are one each."""
    return sum(1 for _ in _WORD.finditer(text))


def _ends_abbreviation(text: str, stop: int) -> bool:
    if text[stop] != ".":
        return False
    last_word = _LAST_WORD.search(text[max(0, stop - 20) : stop])
    word = last_word.group() if last_word else ""
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    return is_initial or word.lower() in _ABBREVIATIONS
