"""The review load as bars: where each stands in a drawing that is as wide as its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headhealth.admin.review_load import LoadPeriod, ReviewLoad

TOP = 24
FLOOR = 184
HEIGHT = 228
"""Pixels: room for a number above the highest bar, where bars stand, and two lines of names."""
LEAST = 2
"""What is there is seen, however little it is."""


@dataclass(frozen=True)
class BarPart:
    """What of a period is overdue, due soon or later."""

    kind: str
    y: int
    height: int


@dataclass(frozen=True)
class Bar:
    """One period. Across the drawing in per cent of its width, up and down in pixels."""

    period: LoadPeriod
    left: str
    middle: str
    width: str
    parts: list[BarPart]
    year: str
    """Said of the first month, and of each that begins a year."""

    @property
    def number_at(self) -> int:
        """Where its number stands: above it."""
        return (self.parts[-1].y if self.parts else FLOOR) - 6


@dataclass(frozen=True)
class LoadPicture:
    """The bars of ``load``, for a template to draw."""

    load: ReviewLoad
    height: int = HEIGHT
    floor: int = FLOOR
    name_at: int = FLOOR + 18
    year_at: int = FLOOR + 35

    @property
    def bars(self) -> Iterator[Bar]:
        periods = self.load.periods
        step = 100 / len(periods)
        scale = (FLOOR - TOP) / (max(period.total for period in periods) or 1)
        for number, period in enumerate(periods):
            yield Bar(
                period=period,
                left=_percent((number + 0.14) * step),
                middle=_percent((number + 0.5) * step),
                width=_percent(0.72 * step),
                parts=list(_parts(period, scale)),
                year=_year(period, is_first=number == 1),
            )


def _parts(period: LoadPeriod, scale: float) -> Iterator[BarPart]:
    """From the floor up."""
    y = FLOOR
    for kind in ("overdue", "soon", "later"):
        if count := getattr(period, kind):
            height = max(LEAST, round(count * scale))
            y -= height
            yield BarPart(kind, y, height)


def _year(period: LoadPeriod, is_first: bool) -> str:
    if period.first is None or not (is_first or period.first.month == 1):
        return ""
    return str(period.first.year)


def _percent(share: float) -> str:
    """For an attribute of SVG, whatever the language writes for a decimal point."""
    return f"{share:.2f}%"
