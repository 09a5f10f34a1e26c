"""What people type into a search field, as words that every search backend can take."""

from __future__ import annotations

import unicodedata

MAX_QUERY_LENGTH = 200
"""Characters. No name is longer, and a very long query costs the database a lot."""


def clean_query(text: str) -> str:
    """The words of ``text``: letters, marks, digits and what stands inside words.

    Quotation marks and control characters are syntax to full-text search: SQLite answers a lone
    quotation mark with an error.
    """
    kept = (char if _is_part_of_a_word(char) else " " for char in text[:MAX_QUERY_LENGTH])
    return " ".join("".join(kept).split())


def _is_part_of_a_word(char: str) -> bool:
    # Letters, combining marks and numbers; other symbols such as emoji do no harm.
    category = unicodedata.category(char)
    return category[0] in "LMN" or category == "So" or char in "-."
