"""Rules for what readers write under an article."""

from __future__ import annotations

import re
from datetime import date, timedelta

_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\.[^\s@<>().]{2}")
_ADDRESS = re.compile(r"@|://|\bwww\.", re.IGNORECASE)


def last_day_open(opened_on: date, days: int) -> date:
    """The last day on which readers can comment; the last day there is where that is beyond it."""
    try:
        return opened_on + timedelta(days=days)
    except OverflowError:
        return date.max


def names_an_address(name: str) -> bool:
    """Whether an e-mail or web address stands in a name, which everybody can read."""
    return bool(_ADDRESS.search(name))


def gives_an_email_address(text: str) -> bool:
    """Whether there is an e-mail address in ``text``."""
    return bool(_EMAIL.search(text))


def has_words(text: str) -> bool:
    """Whether ``text`` says anything: dots, blanks and invisible characters do not."""
    return any(char.isalnum() for char in text)
