"""When health content is due for its next medical review.

The intervals are the publisher's policy; this module only does the arithmetic, in whole calendar
days without time zones.
"""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum

LONGEST_INTERVAL = 120
"""Months. Ten years: what is reviewed less often is not kept."""


class RiskTier(StrEnum):
    """How much harm out-of-date content of this page can do; drives its review interval."""

    ROUTINE = "routine"
    ELEVATED = "elevated"
    HIGH = "high"


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day where it is shorter.

    31 January plus one month is 28 (or 29) February.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(day.day, last_day))


def next_review_due(last_reviewed_on: date, interval_months: int) -> date:
    """The day by which content last reviewed in full on ``last_reviewed_on`` is due again."""
    if interval_months < 1:
        raise ValueError("A review interval is at least one month.")
    return add_months(last_reviewed_on, interval_months)


def is_overdue(due_on: date, today: date) -> bool:
    """Whether the review is late. On the due day itself it is not."""
    return today > due_on


class ReviewState(StrEnum):
    """Where content stands between two reviews of the whole of it."""

    NEVER = "never"
    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    CURRENT = "current"


def review_state(due_on: date | None, due_soon_on: date | None, today: date) -> ReviewState:
    """The state of content that is due on ``due_on``; without a day, nobody reviewed it yet.

    Due soon from ``due_soon_on`` up to and with the due day.
    """
    if due_on is None:
        return ReviewState.NEVER
    if is_overdue(due_on, today):
        return ReviewState.OVERDUE
    if due_soon_on is not None and today >= due_soon_on:
        return ReviewState.DUE_SOON
    return ReviewState.CURRENT
