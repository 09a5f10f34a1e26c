"""When the reviews of live content are due, and what kind of review each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from headhealth.admin.review_states import next_days_end
from headhealth.re_review.re_review_request import ReReviewItem
from headhealth.review.review_clock import ReviewClock
from headhealth.site_calendar import site_day
from headhealth.workflow.review_request import ReviewRequest

ROUTINE = gettext_lazy("routine review")
URGENT = gettext_lazy("review of the urgent change")
RE_REVIEW = gettext_lazy("re-review")
SUBMITTED = gettext_lazy("review of the submitted version")


@dataclass(frozen=True)
class DueReview:
    """One review that is due: ``moment`` where the hour counts."""

    name: Any
    day: date
    moment: datetime | None = None

    @property
    def words(self) -> str:
        """How late it is, or how soon it will be; "" for what has time."""
        return due_in_words(self.day)

    @property
    def is_late(self) -> bool:
        if self.moment is not None:
            return self.moment < timezone.now()
        return self.day < site_day()


def due_by_clock(clock: ReviewClock) -> list[DueReview]:
    """The reviews that ``clock`` knows of, the soonest first. No query."""
    found = []
    if clock.emergency_due_at:
        day = site_day(clock.emergency_due_at)
        found.append(DueReview(URGENT, day, clock.emergency_due_at))
    if clock.due_on:
        found.append(DueReview(ROUTINE, clock.due_on))
    return sorted(found, key=lambda due: due.day)


def reviews_due(clock: ReviewClock) -> list[DueReview]:
    """All reviews that are due of the object of ``clock``, the soonest first.

    ``clock`` was read ``with_open_reviews``. The review of a version that waits for its reviewers
    is among them; that of an urgent change is named once. Two queries while one waits.
    """
    found = due_by_clock(clock)
    if not clock.is_in_review:
        return found
    waiting = ReviewRequest.objects.waiting().filter(
        task_state__workflow_state__content_type=clock.content_type_id,
        task_state__workflow_state__object_id=clock.object_id,
    )
    request = waiting.prefetch_related(None).first()
    if request is not None and not any(due.moment for due in found if due.day == request.due_on):
        started = ReReviewItem.objects.filter(workflow_state=request.task_state.workflow_state_id)
        found.append(DueReview(RE_REVIEW if started.exists() else SUBMITTED, request.due_on))
    return sorted(found, key=lambda due: due.day)


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
