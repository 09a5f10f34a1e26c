"""Whether the job that reminds people still runs."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db import DatabaseError

from headhealth.reminders.reminder_run import RESTS, newest_run
from headhealth.review.review_clock import ReviewClock

CRON = "Run `manage.py send_review_reminders` every day, from cron for example."


def check_reminders(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """W006 and I001: nobody has been reminded for days, or ever.

    Needs the database: `check --database default`. A site on which nothing is live needs no
    reminders yet.
    """
    if not databases:
        return []
    try:
        run = newest_run()
        is_needed = run is not None or ReviewClock.objects.exists()
    except DatabaseError:  # The tables are not there yet.
        return []
    if run is not None and run.is_stale:
        return [
            checks.Warning(
                f"Nobody has been reminded of medical reviews for more than {RESTS.days} days: the "
                f"last run was on {run.finished_at:%Y-%m-%d}.",
                hint=CRON,
                id="headhealth.W006",
            )
        ]
    if run is None and is_needed:
        return [
            checks.Info(
                "No reminders of medical reviews have been sent yet.",
                hint=CRON,
                id="headhealth.I001",
            )
        ]
    return []
