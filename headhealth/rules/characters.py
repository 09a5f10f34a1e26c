"""Characters that text from a browser can hold and no database or page can."""

from __future__ import annotations

import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def well_formed(text: str) -> str:
    """``text`` with U+FFFD for each half of a character, as browsers write it themselves.

    A rich text editor sends half an emoji when the other half was deleted. No encoding has it:
    neither the database nor a page could be written.
    """
    return _LONE_SURROGATE.sub("\ufffd", text)


def printable(text: str) -> str:
    """``text`` without control characters, which XML cannot hold and nobody can read."""
    return _CONTROL.sub("", well_formed(text))


def one_line(text: str) -> str:
    """``text`` on one line: every run of white space is one space."""
    return " ".join(printable(text).split())


def with_line_feeds(text: str) -> str:
    """``text`` with a line feed at the end of each line, whatever browser or system wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_invisible(text: str) -> str:
    """``text`` that is printable and turns nothing around it; its lines end in a line feed.

    An embedding or override that is never closed would turn the rest of the page around; the
    marks that Arabic and Hebrew need (and emoji joiners) do not and stay.
    """
    return _TURNING.sub("", with_line_feeds(printable(text)))
