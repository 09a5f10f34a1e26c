"""Deleting what identifies readers, once it was kept long enough."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from headhealth.conf import app_settings
from headhealth.feedback.feedback import Feedback

PERSONAL = {"email": "", "comment": "", "notes": ""}
"""What a reader wrote, and what colleagues may have quoted from it."""


def forget_old_feedback(*, dry_run: bool = False) -> int:
    """Empty the texts and addresses of old feedback. Returns how many feedbacks had any.

    What remains says only that somebody found a page useful or wrong, and what became of it.
    """
    kept_since = timezone.now() - timedelta(days=app_settings.READER_DATA_KEPT_DAYS)
    old = Feedback.objects.filter(submitted_at__lt=kept_since).exclude(**PERSONAL)
    return old.count() if dry_run else old.update(**PERSONAL)
