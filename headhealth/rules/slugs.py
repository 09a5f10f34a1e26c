"""Slugs that say no more than the title, which is reviewed.

A slug is text too: readers see it in addresses, in every list and in search results.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ADDRESS_LENGTH = 240
"""Characters. A redirect from the address must hold it, and what a language puts before it, in 255:
on PostgreSQL, Wagtail could not rename or move the page otherwise."""

_NUMBER = re.compile(r"-[1-9][0-9]{0,5}")
_ROOM_FOR_A_NUMBER = len("-999999")


def longest_slug(parent_path: str) -> int:
    """How many characters the slug of a page under ``parent_path`` may have."""
    return max(ADDRESS_LENGTH - len(parent_path), 1)


def fitting(slug: str, parent_path: str) -> str:
    """``slug``, cut where the address could not hold it with a number."""
    longest = max(longest_slug(parent_path) - _ROOM_FOR_A_NUMBER, 1)
    return slug if len(slug) <= longest else slug[:longest].rstrip("-")


def follows(slug: str, bases: Iterable[str]) -> bool:
    """Whether ``slug`` is one of ``bases``, alone or with a number that tells siblings apart."""
    return any(
        slug == base or (slug.startswith(base) and bool(_NUMBER.fullmatch(slug, len(base))))
        for base in bases
        if base
    )
