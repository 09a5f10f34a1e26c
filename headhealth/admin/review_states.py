"""The states of live content that people are shown, in words; icon and colour only repeat them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headhealth.review.review_clock import ReviewClock, is_in_state
from headhealth.rules.review_schedule import ReviewState
from headhealth.site_calendar import site_day

EMERGENCY = "emergency"
OUTDATED = "outdated"
ASKED = "asked"
CHANGED = "changed"
IN_REVIEW = "in-review"
STATES: dict[str, Any] = {
    EMERGENCY: _("Emergency awaiting review"),
    ReviewState.NEVER: _("Never reviewed"),
    ReviewState.OVERDUE: _("Overdue"),
    ReviewState.DUE_SOON: _("Due soon"),
    ReviewState.CURRENT: _("Up to date"),
    OUTDATED: _("Approval out of date"),
    ASKED: _("Review asked for"),
    CHANGED: _("Changed since review"),
    IN_REVIEW: _("In review"),
}
"""What people call them. Content is in one of those of the schedule, and may be in others too."""

OTHER_REASONS = ("emergency_due_at", "outdated_since", "review_asked_at")
"""Fields of a clock by which content needs a review, whatever its schedule says."""

NEXT_DAYS = 30
"""What is due within so many days is shown in yellow."""

LATE = "late"
SOON = "soon"
ICONS = {LATE: "warning", SOON: "time"}


@dataclass(frozen=True)
class ShownState:
    """One state as it is shown."""

    name: str
    label: Any
    urgency: str = ""
    """``LATE``, ``SOON`` or nothing."""

    @property
    def icon(self) -> str:
        """The name of its icon; "" for what is not urgent."""
        return ICONS.get(self.urgency, "")


def states_of(clock: ReviewClock) -> list[ShownState]:
    """All the states that ``clock``, read ``with_open_reviews``, is in; the worst first.

    "Up to date" is about the schedule only, so it is not said of what needs a review for another
    reason.
    """
    found = []
    if clock.emergency_due_at:
        is_late = clock.emergency_due_at < timezone.now()
        label = _("Emergency review overdue") if is_late else STATES[EMERGENCY]
        found.append(ShownState(EMERGENCY, label, LATE if is_late else SOON))
    if clock.state != ReviewState.CURRENT or not any(
        getattr(clock, name) for name in OTHER_REASONS
    ):
        found.append(ShownState(clock.state, STATES[clock.state], _urgency(clock)))
    if clock.outdated_since:
        found.append(ShownState(OUTDATED, STATES[OUTDATED], SOON))
    for name, holds in (
        (ASKED, clock.review_asked_at),
        (CHANGED, clock.is_changed_since),
        (IN_REVIEW, clock.is_in_review),
    ):
        if holds:
            found.append(ShownState(name, STATES[name]))
    return found


def is_shown_as(name: str, today: date) -> Q:
    """The condition under which a clock, read ``with_open_reviews``, is in the state ``name``."""
    if name == ReviewState.CURRENT:
        return is_in_state(ReviewState.CURRENT, today) & Q(**dict.fromkeys(OTHER_REASONS))
    if name in list(ReviewState):
        return is_in_state(ReviewState(name), today)
    return {
        EMERGENCY: Q(emergency_due_at__isnull=False),
        OUTDATED: Q(outdated_since__isnull=False),
        ASKED: Q(review_asked_at__isnull=False),
        CHANGED: Q(is_changed_since=True),
        IN_REVIEW: Q(is_in_review=True),
    }[name]


def is_due_next(today: date) -> Q:
    """The condition under which a clock is due within ``NEXT_DAYS``."""
    return Q(due_on__gte=today, due_on__lte=next_days_end(today))


def next_days_end(today: date) -> date:
    """The last of the ``NEXT_DAYS``."""
    return today + timedelta(days=NEXT_DAYS)


def _urgency(clock: ReviewClock) -> str:
    if clock.state in (ReviewState.NEVER, ReviewState.OVERDUE):
        return LATE
    return SOON if clock.due_on and clock.due_on <= next_days_end(site_day()) else ""
