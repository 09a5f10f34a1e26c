"""Which late reviews the policy does not put up with any longer, and what readers are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, override

from headhealth.blocks.content_language import language_code_of
from headhealth.review.policies import policy_for
from headhealth.review.policy_notices import URGENT_TAKEDOWN
from headhealth.review.review_clock import ReviewClock
from headhealth.site_calendar import site_day


class Cause(models.TextChoices):
    """Why something is taken down."""

    OVERDUE = "overdue", gettext_lazy("its review is overdue")
    EMERGENCY = "emergency", gettext_lazy("it was published urgently and not reviewed in time")


@dataclass(frozen=True)
class LateReview:
    """A review that is so late that the policy acts."""

    cause: Cause
    due: str
    """When it was due, for people: a day, or a day and hour."""
    reason: str
    """What readers are told, in the language of the content."""


def late_clocks(now: datetime) -> QuerySet[ReviewClock]:
    """The clocks of all that is late in either way. What becomes of it depends on the policy."""
    return ReviewClock.objects.filter(Q(emergency_due_at__lt=now) | Q(due_on__lt=site_day(now)))


def late_review_of(obj: Any, clock: ReviewClock, now: datetime) -> LateReview | None:
    """What the policy acts on, of ``obj`` with its ``clock``; None where it does not."""
    policy = policy_for(obj)
    if clock.emergency_due_at and clock.emergency_due_at < now and policy.takes_down_emergencies:
        moment = timezone.localtime(clock.emergency_due_at)
        due = date_format(moment, "DATETIME_FORMAT")
        return LateReview(Cause.EMERGENCY, due, _told(obj, policy, Cause.EMERGENCY))
    days = policy.takedown_after_days
    if days and clock.due_on and site_day(now) > clock.due_on + timedelta(days=days):
        due = date_format(clock.due_on)
        return LateReview(Cause.OVERDUE, due, _told(obj, policy, Cause.OVERDUE))
    return None


def _told(obj: Any, policy: Any, cause: Cause) -> str:
    with override(language_code_of(obj)):
        return str(URGENT_TAKEDOWN) if cause is Cause.EMERGENCY else policy.takedown_sentence
