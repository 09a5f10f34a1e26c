"""What a rule reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

EXCERPT_LENGTH = 120
"""Characters of the offending text that a finding quotes."""


class Severity(StrEnum):
    """An error stops submission and publication; advice is for the reviewer to weigh."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True)
class Finding:
    """One departure from one rule.

    ``code`` names the rule, and its message; ``params`` fill the placeholders of that message;
    ``excerpt`` quotes the text it is about, where that helps to find the place.
    """

    code: str
    severity: Severity
    params: Mapping[str, Any] = field(default_factory=dict)
    excerpt: str = ""


def error(code: str, excerpt: str = "", **params: Any) -> Finding:
    return Finding(code, Severity.ERROR, params, shorten(excerpt))


def advice(code: str, excerpt: str = "", **params: Any) -> Finding:
    return Finding(code, Severity.ADVICE, params, shorten(excerpt))


def shorten(text: str, length: int = EXCERPT_LENGTH) -> str:
    """``text`` on one line, cut to ``length`` characters with an ellipsis."""
    # A word can be as long as the text: cut first, so that a megabyte is not split into words.
    line = " ".join(text[: length * 2].split())
    if len(line) <= length and len(text) <= length * 2:
        return line
    return line[: length - 1].rstrip() + "…"
