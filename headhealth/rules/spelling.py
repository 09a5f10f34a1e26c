"""The word somebody meant, among words that are known."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 4
"""Letters. Nearly every shorter word is one slip away from another."""
_CANDIDATES = 20


def nearest_word(word: str, known: Mapping[str, int]) -> str | None:
    """The word of ``known`` that ``word`` most likely stands for, or None.

    ``known`` maps each word to how often it is used. A slip is a letter left out, added, replaced
    or swapped with the next: one in words of up to five letters, two in words of up to eight, else
    three. Among words as near, one with the same first letter wins, then the more usual one.
    """
    if len(word) < SHORTEST:
        return None
    found = extract(
        word,
        known.keys(),
        scorer=OSA.distance,
        score_cutoff=_slips(len(word) + 2),
        limit=_CANDIDATES,
    )
    near = [
        (distance, known_word[0] != word[0], -known[known_word], known_word)
        for known_word, distance, _key in found
        if len(known_word) >= SHORTEST and distance <= _slips(max(len(word), len(known_word)))
    ]
    return min(near)[-1] if near else None


def _slips(length: int) -> int:
    return 1 if length <= 5 else 2 if length <= 8 else 3
