"""The days of the site: the same for everybody, wherever they are.

In a request to the admin the time zone that is active is the user's own. What day a review
happened on, and whether one is late, must not depend on who asked first.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def site_day(moment: datetime | None = None) -> date:
    """The day on which ``moment`` (now, if None) is, in the time zone of ``TIME_ZONE``."""
    return timezone.localdate(moment, timezone=timezone.get_default_timezone())


def is_in_future(day: date) -> bool:
    """Whether ``day``, which a user typed, has begun neither on the site nor where they are."""
    return day > max(site_day(), timezone.localdate())
