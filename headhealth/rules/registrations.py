"""One spelling for each entry in a professional register."""

from __future__ import annotations

import hashlib
from unicodedata import normalize


def registration_key(body: str, number: str) -> str:
    """The same 64 characters for every spelling of a registration; "" where a part is missing.

    Case, spaces and punctuation do not count: "GMC 123-4567" and "gmc 1234567" are one.
    """
    parts = [_letters_and_digits(body), _letters_and_digits(number)]
    if not all(parts):
        return ""
    return hashlib.sha256(":".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKC", normalize("NFKC", text).casefold())))
