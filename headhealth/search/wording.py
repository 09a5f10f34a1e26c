"""The words of a query as the index holds them, and what somebody meant by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from headhealth.rules.search_queries import folded, word_forms
from headhealth.rules.spelling import nearest_word
from headhealth.search.catalogue import Catalogue


def indexed_forms(words: Sequence[str], catalogue: Catalogue) -> list[list[str]]:
    """For each word its forms, also with the accents that names of the site have."""
    return [list(dict.fromkeys(_forms(word, catalogue))) for word in words]


def _forms(word: str, catalogue: Catalogue) -> Iterator[str]:
    for form in word_forms(word):
        yield form
        yield from sorted(catalogue.spellings.get(folded(form), ()))


def corrected(words: Sequence[str], catalogue: Catalogue) -> list[str]:
    """``words`` with each that is in no name replaced by the word of a name it may stand for.

    Two that are one word in a name are joined: "head ache". The same words where there is
    nothing to correct.
    """
    known = catalogue.words
    joined = next((a + b for a, b in pairwise(words) if a + b in known), None)
    if joined:
        at = next(n for n, (a, b) in enumerate(pairwise(words)) if a + b == joined)
        words = [*words[:at], joined, *words[at + 2 :]]
    return list(dict.fromkeys(_corrected(word, catalogue) for word in words))


def _corrected(word: str, catalogue: Catalogue) -> str:
    plain = folded(word)
    if any(form in catalogue.words for form in word_forms(plain)):
        return word
    return nearest_word(plain, catalogue.words) or word
