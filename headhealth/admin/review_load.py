"""How much there is to review in the next 12 months: a picture, and the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.admin.review_counts import due_query
from headhealth.admin.review_states import NEXT_DAYS, is_due_next, next_days_end
from headhealth.review.review_clock import ReviewClock
from headhealth.rules.review_schedule import ReviewState, add_months
from headhealth.site_calendar import site_day
from headhealth.workflow.object_rights import SEE_REVIEWS

MONTHS = 12
REPORT = "headhealth_review_report"


@dataclass(frozen=True)
class LoadPeriod:
    """What is due in one month, or what was due before today."""

    first: date | None
    """The first of the month; None for what is overdue."""
    query: str
    overdue: int = 0
    soon: int = 0
    later: int = 0

    @property
    def total(self) -> int:
        return self.overdue + self.soon + self.later

    @property
    def name(self) -> str:
        return date_format(self.first, "F Y") if self.first else _("Overdue")

    @property
    def short_name(self) -> str:
        """As wide as a bar on a phone."""
        return date_format(self.first, "M") if self.first else _("Late")

    @property
    def url(self) -> str:
        """The report, narrowed to it."""
        return f"{reverse(REPORT)}?{self.query}"


@dataclass(frozen=True)
class ReviewLoad:
    """The periods in order: first what is overdue, then this month and those after it."""

    periods: list[LoadPeriod]
    never: int
    """What is live and was never reviewed, which is due at no time."""

    @property
    def overdue(self) -> int:
        return self.periods[0].overdue

    @property
    def soon(self) -> int:
        return sum(period.soon for period in self.periods)

    @property
    def later(self) -> int:
        return sum(period.later for period in self.periods)

    @property
    def total(self) -> int:
        return sum(period.total for period in self.periods)

    @property
    def days(self) -> int:
        return NEXT_DAYS

    @property
    def never_url(self) -> str:
        return f"{reverse(REPORT)}?{urlencode({'state': ReviewState.NEVER.value})}"

    @property
    def description(self) -> str:
        """What the picture shows, for those who do not see it."""
        sentences = [
            ngettext("%(n)d review is overdue.", "%(n)d reviews are overdue.", self.overdue)
            % {"n": self.overdue},
            ngettext(
                "%(n)d is due in the next %(days)d days.",
                "%(n)d are due in the next %(days)d days.",
                self.soon,
            )
            % {"n": self.soon, "days": NEXT_DAYS},
        ]
        busiest = max(self.periods[1:], key=lambda period: period.total)
        if busiest.total:
            sentences.append(
                _("Most are due in %(month)s: %(n)d.") % {"month": busiest.name, "n": busiest.total}
            )
        return " ".join(sentences)


def review_load(user: Any) -> ReviewLoad:
    """The load from today on, of what ``user`` finds in the report, by one query."""
    today = site_day()
    months = [add_months(today.replace(day=1), number) for number in range(MONTHS + 1)]
    end = months[-1]
    rows = (
        SEE_REVIEWS.records(user, ReviewClock.objects.all())
        .filter(Q(due_on__lt=end) | Q(due_on=None))
        .annotate(month=TruncMonth("due_on"))
        .values("month")
        .annotate(
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=is_due_next(today)),
            later=Count("pk", filter=Q(due_on__gt=next_days_end(today))),
            all=Count("pk"),
        )
        .order_by("month")
    )
    by_month = {row["month"]: row for row in rows}
    overdue = LoadPeriod(
        first=None,
        query=urlencode({"state": ReviewState.OVERDUE.value}),
        overdue=sum(row["overdue"] for row in by_month.values()),
    )
    due = [
        LoadPeriod(
            first=first,
            query=due_query(max(first, today), following - timedelta(days=1)),
            soon=by_month[first]["soon"] if first in by_month else 0,
            later=by_month[first]["later"] if first in by_month else 0,
        )
        for first, following in zip(months, months[1:], strict=False)
    ]
    return ReviewLoad([overdue, *due], by_month[None]["all"] if None in by_month else 0)
