"""How checks name a review, a day, and what is not there."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headhealth.evidence.facts.review_facts import ReviewFacts
from headhealth.evidence.standards.item import Case
from headhealth.site_calendar import site_day


def at(review: ReviewFacts) -> str:
    """Where the review stands in the pack."""
    return f"review-{review.id}"


def day_of(moment: datetime) -> str:
    return day(site_day(moment))


def day(on: date) -> str:
    return date_format(on, "j F Y")


def never_approved(case: Case) -> str:
    if case.evidence.other_records:
        return _("It was never medically reviewed; see by what it is public.")
    return _("No medical reviewer has approved it.")
