"""Fields of the review policy: months, days and numbers of people."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

from headhealth.rules.review_schedule import LONGEST_INTERVAL

MOST_REVIEWERS = 5
"""More than this nobody finds for one page."""


class MonthsField(models.PositiveSmallIntegerField):
    """A review interval in months, at least one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        bounds = [MinValueValidator(1), MaxValueValidator(LONGEST_INTERVAL)]
        super().__init__(*args, **{"validators": bounds, **kwargs})


class ReviewersField(models.PositiveSmallIntegerField):
    """How many different reviewers an approval takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        bounds = [MinValueValidator(1), MaxValueValidator(MOST_REVIEWERS)]
        super().__init__(*args, **{"validators": bounds, **kwargs})


class DaysField(models.CharField):
    """Numbers of days, separated by commas."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            **{"max_length": 60, "blank": True, "validators": [validate_days], **kwargs},
        )


def days_of(text: str) -> list[int]:
    """The numbers that a ``DaysField`` holds, each once, the largest first."""
    return sorted({int(part) for part in text.split(",") if part.strip()}, reverse=True)


def validate_days(text: str) -> None:
    try:
        days = days_of(text)
    except ValueError:
        days = [0]
    if any(not 1 <= each <= 365 for each in days):
        raise ValidationError(_("Write numbers from 1 to 365, separated by commas."))
