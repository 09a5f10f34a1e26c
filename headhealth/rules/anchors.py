"""Anchors of headings and questions: what readers link to, so they follow the words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from headhealth.rules.findings import Finding, error, shorten

MAX_LENGTH = 100
QUESTION_PREFIX = "q-"

# What pages use as ids themselves: the main element, citations, sources, questions, and "hh-…".
_RESERVED = re.compile(r"(?:main|(?:cite|source)-\d.*|q-.*|hh-.*)$")

# Marks belong to the letters of many scripts (Hindi, Thai, Arabic), but a variation selector only
# says how an emoji looks, and stands alone once the emoji is gone.
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_KEPT_CATEGORIES = ("L", "Mn", "Mc", "Nd", "Nl", "No", "Pc")


@dataclass(frozen=True)
class Anchored:
    """A heading or a question with its anchor."""

    text: str
    anchor: str
    is_question: bool = False


@lru_cache(maxsize=1024)
def section_anchor(heading: str) -> str:
    """The anchor of a section, for example ``when-to-get-help``. Never empty."""
    anchor = slug(heading) or _fallback(heading, "section")
    return f"section-{anchor}" if _RESERVED.match(anchor) else anchor


def question_anchor(question: str) -> str:
    """The anchor of a question, for example ``q-is-it-catching``. Never empty."""
    return QUESTION_PREFIX + (slug(question) or _fallback(question, "question"))


def slug(text: str) -> str:
    """Lower-case letters, marks and digits of any script, joined by hyphens; may be ""."""
    # Nothing past the cut reaches the anchor, and a megabyte need not be normalised.
    text = unicodedata.normalize("NFKC", text[: MAX_LENGTH * 8]).lower()
    text = _VARIATION_SELECTORS.sub("", text)
    kept = "".join(char if _is_kept(char) else "-" if _separates(char) else "" for char in text)
    result = re.sub("-+", "-", kept).strip("-_")[:MAX_LENGTH].rstrip("-_")
    return result if any(char.isalnum() for char in result) else ""


def check_unique(anchored: Iterable[Anchored]) -> list[tuple[int, Finding]]:
    """Every anchor leads to one place: reports the second and later holders, by index.

    Blank texts are passed over: that they are missing is reported where they belong.
    """
    first: dict[str, str] = {}
    repeated = []
    for index, item in enumerate(anchored):
        if not item.text.strip():
            continue
        if item.anchor in first:
            code = "question_repeated" if item.is_question else "heading_repeated"
            finding = error(code, item.text, earlier=shorten(first[item.anchor]))
            repeated.append((index, finding))
        else:
            first[item.anchor] = item.text
    return repeated


def _is_kept(char: str) -> bool:
    return unicodedata.category(char).startswith(_KEPT_CATEGORIES)


def _separates(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Pd" or char == "/"


def _fallback(text: str, word: str) -> str:
    """An anchor for a text without letters or digits: the same for the same text."""
    text = text.strip()
    if not text:
        return word
    return f"{word}-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}"
