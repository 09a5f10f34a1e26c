"""All that one run measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FEW, MANY = 100, 10_000
RE_REVIEWED, IN_PACKS = 500, 100
"""Of how many of ``MANY`` a review is asked for, and an evidence pack written."""


@dataclass
class Results:
    figures: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By the number of pages beside those that are measured, and by the action."""
    instructions: dict[int, dict[str, int]] = field(default_factory=dict)
    jobs: dict[int, dict[str, dict[str, float]]] = field(default_factory=dict)
    """By the number of pages and by the job; see ``tests.bench.job``."""
    workers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What a worker takes that answers a full page, and one of a site without the app."""
    facts: dict[str, Any] = field(default_factory=dict)
    searches: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the database, beside ``MANY`` pages."""

    @property
    def unit(self) -> str:
        return "instructions" if self.instructions else "processor time"

    def cost(self, name: str, pages: int = 0) -> float:
        """Instructions where they were counted, else seconds of processor time."""
        return self.instructions.get(pages, {}).get(name) or self.figures[pages][name]["seconds"]

    def ratio(self, name: str, other: str, pages: int = 0) -> float:
        return self.cost(name, pages) / self.cost(other, pages)

    def growth(self, name: str) -> float:
        """How much more it costs beside many pages than beside few."""
        return self.cost(name, MANY) / self.cost(name, FEW)

    def of(self, name: str, figure: str, pages: int = 0) -> Any:
        return self.figures[pages][name][figure]
