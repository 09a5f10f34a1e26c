"""One spelling for each entry in a professional register."""

from __future__ import annotations

import hashlib
from unicodedata import decimal

from headhealth.rules.spoken_text import letters_and_digits

# Small letters of other scripts whose capitals look like Latin ones.
_LATIN = str.maketrans("авекмнорстухіјѕαβεζηικμνορτυχ", "abekmhopctyxijsabezhikmnoptyx")


def registration_key(body: str, number: str) -> str:
    """The same 64 characters for every spelling of a registration; "" where a part is missing.

    Case, spaces and punctuation do not count: "GMC 123-4567" and "gmc 1234567" are one.
    """
    parts = [letters_and_digits(body), number_key(number)]
    if not all(parts):
        return ""
    return hashlib.sha256(":".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def number_key(number: str) -> str:
    """One spelling of a registration number: digits of any script as Arabic numerals, and letters
    of other scripts that look like Latin ones as those."""
    latin = letters_and_digits(number).translate(_LATIN)
    return "".join(str(decimal(each, each)) for each in latin)
