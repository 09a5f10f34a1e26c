"""Two sequences without their common beginning and end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def differing_middle(old: Sequence[Any], new: Sequence[Any]) -> tuple[int, int, int]:
    """Where two sequences differ: ``old[start:old_end]`` and ``new[start:new_end]``.

    Returns ``start``, ``old_end`` and ``new_end``. Both slices are empty for equal sequences.
    """
    start, shorter = 0, min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < shorter - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start, len(old) - tail, len(new) - tail
