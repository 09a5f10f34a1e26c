"""How many live pages and snippets are in each state, by one query, with links to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from headhealth.admin.review_states import (
    ASKED,
    EMERGENCY,
    LATE,
    NEXT_DAYS,
    OUTDATED,
    SOON,
    STATES,
    is_due_next,
    is_shown_as,
    next_days_end,
)
from headhealth.review.review_clock import ReviewClock
from headhealth.rules.review_schedule import ReviewState
from headhealth.site_calendar import site_day
from headhealth.workflow.object_rights import SEE_REVIEWS


@dataclass(frozen=True)
class ReviewCount:
    """How many are in a state; ``query`` narrows the report to them."""

    label: Any
    count: int
    query: str
    urgency: str


def review_counts(user: Any) -> list[ReviewCount]:
    """The states that need action, and the total, of what ``user`` finds in the report."""
    today = site_day()
    shown = {
        EMERGENCY: LATE,
        ReviewState.NEVER: LATE,
        ReviewState.OVERDUE: LATE,
        "next": SOON,
        OUTDATED: SOON,
        ASKED: "",
    }
    conditions = {name: _condition(name, today) for name in shown}
    found = SEE_REVIEWS.records(user, ReviewClock.objects.all()).aggregate(
        all=Count("pk"),
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()},
    )
    counts = [
        ReviewCount(_label(name), found[name], _query(name, today), urgency if found[name] else "")
        for name, urgency in shown.items()
    ]
    return [*counts, ReviewCount(_("All that is live"), found["all"], "", "")]


def _condition(name: str, today: date) -> Q:
    return is_due_next(today) if name == "next" else is_shown_as(name, today)


def _label(name: str) -> Any:
    if name == "next":
        return _("Due in the next %(days)d days") % {"days": NEXT_DAYS}
    return STATES[name]


def _query(name: str, today: date) -> str:
    if name == "next":
        return due_query(today, next_days_end(today))
    return urlencode({"state": name})


def due_query(first: date, last: date) -> str:
    """The query that narrows the report to what is due from ``first`` to ``last``."""
    return urlencode({"due_on_from": first.isoformat(), "due_on_to": last.isoformat()})
