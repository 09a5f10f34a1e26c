"""The words that differ between two texts, marked for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

# A word or a sign, with the space after it.
_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# Comparing takes quadratic time. What is longer than this is shown before and after.
_MAX_LENGTH = 10_000

Run = tuple[str, str, str]
"""What stood there, what stands there, and what stayed; one or two of them are ""."""


def mark_changes(before: str, after: str) -> SafeString:
    """HTML of ``after`` with ``before`` in it: ``<del>`` and ``<ins>`` around what differs."""
    return format_html_join("", "{}", ((_mark(*run),) for run in _runs(before, after)))


def _mark(old: str, new: str, same: str) -> SafeString:
    pieces = (("del", old), ("ins", new))
    changes = format_html_join(
        "", '<{0} class="hh-diff__{0}">{1}</{0}>', (piece for piece in pieces if piece[1])
    )
    return format_html_join("", "{}", ((changes,), (same,)))


def _runs(before: str, after: str) -> Iterator[Run]:
    """Changes and what stays between them; a lone comma is part of the changes around it."""
    if len(before) + len(after) > _MAX_LENGTH:
        yield before, after, ""
        return
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    words: list[list[str]] = [[token.rstrip() for token in tokens] for tokens in (a, b)]
    old, new, kept = "", "", ""
    for tag, i1, i2, j1, j2 in SequenceMatcher(
        None, words[0], words[1], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            kept = "".join(b[j1:j2])
            continue
        if i1 < i2 and kept and not kept[-1].isspace():
            # Only in front of what is gone now was there a space.
            kept += a[i1 - 1][len(words[0][i1 - 1]) :]
        if kept:
            if (old or new) and not re.search(r"\w", kept):
                old, new = old + kept, new + kept
            else:
                yield old, new, kept
                old, new = "", ""
            kept = ""
        old, new = old + "".join(a[i1:i2]), new + "".join(b[j1:j2])
    yield old, new, kept
