"""What the publisher promises about an object, and how it stands with that today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from headhealth.pages.health_page import RiskTierChoice
from headhealth.review.authority import record_that_allows
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.policies import policy_for
from headhealth.review.review_clock import ReviewClock
from headhealth.review.version import version_of
from headhealth.rules.review_schedule import ReviewState, RiskTier


@dataclass(frozen=True)
class PolicyFacts:
    """Days are the site's; None for what was never reviewed. What is not live is never due."""

    tier: str
    interval_months: int
    reviewers_needed: int
    emergency_hours: int
    takedown_after_days: int | None
    tells_readers: bool
    """Whether a page says when its review is late."""
    last_reviewed_on: date | None
    next_due_on: date | None
    state: str
    """A value of ``ReviewState``; "" for what is not live."""
    is_changed_since: bool
    """Whether changes were made public, or approved, after the last review of the whole."""
    public_by: str
    """The record by which what readers see now is public; "" where there is none."""
    is_public_by_review: bool
    """Whether that record is a medical review."""

    @property
    def tier_name(self) -> str:
        return str(RiskTierChoice(self.tier).label).partition(":")[0]

    @property
    def is_overdue(self) -> bool:
        return self.state == ReviewState.OVERDUE


def policy_facts(obj: Any, reviews: Sequence[MedicalReview]) -> PolicyFacts:
    """Gather the policy of ``obj``. ``reviews`` are the approvals that stand, newest first."""
    policy = policy_for(obj)
    clock = ReviewClock.objects.for_object(obj).first()
    whole = next((each for each in reviews if each.scope == ReviewScope.WHOLE), None)
    is_changed_since = whole is not None and whole is not reviews[0]
    reviewed_on = whole.reviewed_on if whole else None
    record = record_that_allows(version_of(obj)) if obj.live else None
    return PolicyFacts(
        tier=str(getattr(obj, "risk_tier", RiskTier.ROUTINE)),
        interval_months=policy.interval_months(obj),
        reviewers_needed=policy.reviewers_needed(obj),
        emergency_hours=policy.emergency_hours,
        takedown_after_days=policy.takedown_after_days,
        tells_readers=policy.tells_readers,
        last_reviewed_on=clock.reviewed_on if clock else reviewed_on,
        next_due_on=clock.due_on if clock else None,
        state=str(clock.state.value) if clock else "",
        is_changed_since=clock.is_changed_since if clock else is_changed_since,
        public_by=str(record) if record else "",
        is_public_by_review=isinstance(record, MedicalReview),
    )
