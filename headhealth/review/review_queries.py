"""What the review records say about an object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from headhealth.conf import app_settings
from headhealth.review.content_digest import content_digest
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.rules.review_schedule import RiskTier, is_overdue, next_review_due


@dataclass(frozen=True)
class ReviewLine:
    """What a page says about its own review. Days are in the site's time zone."""

    whole: MedicalReview
    """The newest review of the whole page, up to the content shown."""
    update: MedicalReview | None
    """The newest review of a part only, where that came after the whole page's."""
    interval_months: int

    @property
    def reviewer_name(self) -> str:
        return self.whole.reviewer_name

    @property
    def reviewer_credentials(self) -> str:
        return self.whole.reviewer_credentials

    @property
    def reviewed_on(self) -> date:
        return timezone.localdate(self.whole.reviewed_at)

    @property
    def updated_on(self) -> date | None:
        return timezone.localdate(self.update.reviewed_at) if self.update else None

    @property
    def next_due_on(self) -> date:
        return next_review_due(self.reviewed_on, self.interval_months)

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.next_due_on, timezone.localdate())


def review_line(obj: Any) -> ReviewLine | None:
    """The review line for what ``obj`` holds; None where nobody reviewed the whole of that.

    “Last reviewed” does not move when only a part was reviewed. An alias shows its source's line.
    """
    source = getattr(obj, "alias_of", None) or obj
    reviews = list(
        MedicalReview.objects.for_object(source).unrevoked().newest_first().defer("snapshot")
    )
    digest = content_digest(obj)
    shown = next((i for i, review in enumerate(reviews) if review.digest == digest), None)
    if shown is None and reviews and reviews[0].approves(obj, digest):
        shown = 0
    if shown is None:
        return None
    reviews = reviews[shown:]
    whole = next((review for review in reviews if review.scope == ReviewScope.WHOLE), None)
    if whole is None:
        return None
    tier = getattr(obj, "risk_tier", RiskTier.ROUTINE)
    return ReviewLine(
        whole=whole,
        update=reviews[0] if reviews[0] is not whole else None,
        interval_months=app_settings.REVIEW_INTERVAL_MONTHS[tier],
    )
