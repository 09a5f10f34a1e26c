"""What lists of content show of its review."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column

from headhealth.admin.review_states import next_days_end, states_of
from headhealth.pages.health_page import RiskTierChoice
from headhealth.review.review_clock import ReviewClock
from headhealth.site_calendar import site_day


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
    """When the next review is due, by an urgent change too, and how far off where it matters."""

    cell_template_name = "headhealth/admin/review_due_cell.html"

    def get_clock_value(self, clock: ReviewClock) -> Any:
        return {
            "due_on": clock.due_on,
            "due_at": clock.emergency_due_at,
            "words": due_in_words(day_due(clock)),
        }


class ReviewedOnColumn(ClockColumn):
    """The day of the last review of the whole of it."""

    cell_template_name = "headhealth/admin/review_day_cell.html"

    def get_clock_value(self, clock: ReviewClock) -> Any:
        return clock.reviewed_on


def tier_name(tier: str) -> str:
    """A risk tier in one word."""
    return str(RiskTierChoice(tier).label).partition(":")[0]


def day_due(clock: ReviewClock) -> date | None:
    """The day of the next review: that of an urgent change comes before the regular one."""
    return site_day(clock.emergency_due_at) if clock.emergency_due_at else clock.due_on


def due_in_words(due_on: date | None) -> str:
    """How late it is, or how soon it will be; "" for what has time."""
    today = site_day()
    if due_on is None or due_on > next_days_end(today):
        return ""
    days = (due_on - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
