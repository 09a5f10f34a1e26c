"""One figure of the table."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    name: str
    value: float
    goal: float | None = None
    """The most it may be; None for what is only told."""
