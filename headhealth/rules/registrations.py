"""One spelling for each entry in a professional register."""

from __future__ import annotations

import hashlib
import re
from unicodedata import decimal

from headhealth.rules.spoken_text import letters_and_digits

# Small letters of other scripts whose capitals look like Latin ones.
_LATIN = str.maketrans("авекмнорстухіјѕαβεζηικμνορτυχ", "abekmhopctyxijsabezhikmnoptyx")

_ZEROS = re.compile(r"^(\D*)0+(?=\d)")
_PADDED = 20
"""Registers that write zeros before a number write no more characters than this."""


def registration_key(body: str, number: str) -> str:
    """The same 64 characters for every spelling of a registration; "" where a part is missing.

    Case, spaces and punctuation do not count: "GMC 123-4567" and "gmc 1234567" are one.
    """
    return _key(letters_and_digits(body), number_key(number))


def padded_keys(body: str, number: str) -> list[str]:
    """The keys of a registration with any zeros, or none, before the digits of its number.

    Registers and people write both. None where a part is missing.
    """
    kept_by, bare = letters_and_digits(body), bare_number(number)
    if not kept_by or not bare:
        return []
    start = next((place for place, each in enumerate(bare) if each.isdecimal()), len(bare))
    zeros = range(max(_PADDED - len(bare), 0) + 1)
    spellings = [bare[:start] + "0" * each + bare[start:] for each in zeros]
    return [_key(kept_by, each) for each in dict.fromkeys([*spellings, number_key(number)])]


def bare_number(number: str) -> str:
    """The key of a number without the zeros before its digits."""
    return _ZEROS.sub(r"\1", number_key(number))


def _key(*parts: str) -> str:
    if not all(parts):
        return ""
    return hashlib.sha256(":".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def number_key(number: str) -> str:
    """One spelling of a registration number: digits of any script as Arabic numerals, and letters
    of other scripts that look like Latin ones as those."""
    latin = letters_and_digits(number).translate(_LATIN)
    return "".join(str(decimal(each, each)) for each in latin)
