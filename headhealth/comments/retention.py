"""Deleting what readers sent with their comments once nobody needs it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from headhealth.comments.reader_comment import CommentState, ReaderComment
from headhealth.conf import app_settings


def forget_commenters(*, dry_run: bool = False) -> int:
    """Delete what is personal in comments that were kept long enough. Returns how many it was.

    Approved comments stay, with the name they are signed with, which their writers made public;
    the e-mail address goes. All others are deleted.
    """
    oldest = timezone.now() - timedelta(days=app_settings.READER_DATA_KEPT_DAYS)
    old = ReaderComment.objects.filter(submitted_at__lt=oldest)
    approved = Q(state=CommentState.APPROVED)
    signed, unseen = old.filter(approved).exclude(email=""), old.exclude(approved)
    if dry_run:
        return signed.count() + unseen.count()
    return signed.update(email="") + unseen.delete()[0]
