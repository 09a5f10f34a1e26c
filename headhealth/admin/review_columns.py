"""What lists of content show of its review."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.tables import Column

from headhealth.admin.due_reviews import due_by_clock
from headhealth.admin.review_states import states_of
from headhealth.pages.health_page import RiskTierChoice
from headhealth.review.review_clock import ReviewClock


class ClockColumn(Column):
    """Of rows that are clocks, or that ``clock`` finds one for; empty where there is none."""

    def __init__(self, name: str, *, clock: Any = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self._clock_of = clock or (lambda row: row)

    def get_value(self, instance: Any) -> Any:
        clock = self._clock_of(instance)
        return None if clock is None else self.get_clock_value(clock)

    def get_clock_value(self, clock: ReviewClock) -> Any:
        raise NotImplementedError


class StateColumn(ClockColumn):
    """All the states that something is in."""

    cell_template_name = "headhealth/admin/review_state_cell.html"

    def get_clock_value(self, clock: ReviewClock) -> Any:
        return states_of(clock)


class DueColumn(ClockColumn):
    """When the next review is due, routine or of an urgent change, and how far off it is."""

    cell_template_name = "headhealth/admin/review_due_cell.html"

    def get_clock_value(self, clock: ReviewClock) -> Any:
        return next(iter(due_by_clock(clock)), None)


class ReviewedOnColumn(ClockColumn):
    """The day of the last review of the whole of it."""

    cell_template_name = "headhealth/admin/review_day_cell.html"

    def get_clock_value(self, clock: ReviewClock) -> Any:
        return clock.reviewed_on


def tier_name(tier: str) -> str:
    """A risk tier in one word."""
    return str(RiskTierChoice(tier).label).partition(":")[0]
