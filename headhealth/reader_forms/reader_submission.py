"""What every submission of a reader has."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReaderSubmission(models.Model):
    """Abstract base of what readers send."""

    submission_id = models.UUIDField(
        _("submission id"),
        unique=True,
        editable=False,
        help_text=_("Given out with the form, so that sending it twice makes one submission."),
    )
    submitted_at = models.DateTimeField(
        _("submitted at"), default=timezone.now, editable=False, db_index=True
    )

    class Meta:
        abstract = True
