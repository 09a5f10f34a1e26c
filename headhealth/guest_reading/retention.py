"""Deleting what is personal in invitations, once it was kept long enough."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from headhealth.conf import app_settings
from headhealth.guest_reading.invitation import GuestInvitation


def forget_old_invitations(*, dry_run: bool = False) -> int:
    """Delete what is no evidence of invitations that ended long ago. Returns how many had any.

    Of those that were answered the e-mail address, the message and the draft go; the opinion, with
    the name of who gave it, is part of the proof of the review and stays. The others go as a whole.
    """
    kept_since = timezone.now() - timedelta(days=app_settings.READER_DATA_KEPT_DAYS)
    old = GuestInvitation.objects.filter(expires_at__lt=kept_since)
    personal = old.answered().exclude(Q(email="") & Q(message="") & Q(draft={}))
    unanswered = old.unanswered()
    if dry_run:
        return personal.count() + unanswered.count()
    return personal.update(email="", message="", draft={}) + unanswered.delete()[0]
