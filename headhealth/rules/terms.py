"""Names of conditions, symptoms and treatments: splitting, sorting, and A to Z letters."""

from __future__ import annotations

import string
import unicodedata

ALPHABET = string.ascii_uppercase
OTHER_LETTER = "#"
"""Where names that start with a digit or a sign are listed."""


def split_names(text: str) -> list[str]:
    """The names in ``text``, one a line, in order, without blanks and repetitions."""
    names = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(name for name in names if name))


def sort_key(name: str) -> str:
    """A key that sorts names as a reader expects: accents and case make no difference."""
    if name.isascii():
        return name.casefold()
    decomposed = unicodedata.normalize("NFKD", name)
    without_accents = "".join(char for char in decomposed if not unicodedata.combining(char))
    return without_accents.casefold()


def index_letter(name: str) -> str:
    """The letter under which ``name`` is listed: É under E, a digit or a sign under ``#``.

    Letters of other scripts stand for themselves.
    """
    for char in sort_key(name):
        if char.isalnum():
            return char.upper()[0] if char.isalpha() else OTHER_LETTER
    return OTHER_LETTER
