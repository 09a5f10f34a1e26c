"""Who was reminded of what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.reminders.matter import Matter, MatterKey, MatterKind
from headhealth.review.reviewed_object import ReviewedObjectRecord

KEPT = timedelta(days=731)
"""Longer than two stages can be apart, a year before the due day and a year after it."""


class SentReminder(ReviewedObjectRecord):
    """One stage of one matter, told to one person: never twice, by the constraint."""

    kind = models.CharField(_("kind"), max_length=16, choices=MatterKind)
    counted_from = models.DateField(_("counted from"))
    stage = models.IntegerField(_("stage"), help_text=_("Days after the day it is counted from."))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent at"), db_index=True)

    class Meta:
        verbose_name = _("sent reminder")
        verbose_name_plural = _("sent reminders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "content_type",
                    "object_id",
                    "kind",
                    "counted_from",
                    "stage",
                    "recipient",
                ],
                name="hh_reminded_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.content_type_id}/{self.object_id}, stage {self.stage}"


def told_to(matters: Iterable[Matter]) -> set[tuple[MatterKey, Any]]:
    """Which of ``matters`` was told to whom already, by at most one query."""
    keys = [matter.key for matter in matters]
    if not keys:
        return set()
    rows = SentReminder.objects.filter(
        object_id__in={key.object_id for key in keys},
        content_type__in={key.content_type_id for key in keys},
        counted_from__in={key.counted_from for key in keys},
    )
    return {
        (
            MatterKey(row.kind, row.content_type_id, row.object_id, row.counted_from, row.stage),
            row.recipient_id,
        )
        for row in rows
    }


def note_sent(*, matters: Iterable[Matter], recipient: Any, at: datetime) -> None:
    """``recipient`` has been told."""
    rows = [
        SentReminder(recipient=recipient, sent_at=at, **matter.key._asdict()) for matter in matters
    ]
    # A run that lost its right in the middle of a mail may have been overtaken by another.
    SentReminder.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def forget_old(*, now: datetime) -> None:
    """What no stage can follow any more."""
    SentReminder.objects.filter(sent_at__lt=now - KEPT).delete()
