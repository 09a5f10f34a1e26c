"""Content that was taken away from readers for a reason: what let it be public does so no more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.ledgered_record import LedgeredQuerySet, LedgeredRecord
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import ReviewedObjectRecord


class ContentWithdrawalQuerySet(LedgeredQuerySet):
    """Withdrawals, newest first where order matters."""


class ContentWithdrawal(LedgeredRecord, ReviewedObjectRecord):
    """One object was withdrawn: who did it, when, and why.

    Only an approval of later than that makes it public again. The record outlives the object, so
    one that comes back out of a backup is no exception.
    """

    object_title = models.CharField(_("title"), max_length=255)
    reason = models.TextField(_("reason"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_by_name = models.CharField(
        _("name"),
        max_length=255,
        blank=True,
        help_text=_("Kept when the account is deleted. Empty: the review policy did it."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"))

    objects = ContentWithdrawalQuerySet.as_manager()

    ledger_kind = EntryKind.WITHDRAWAL

    class Meta:
        verbose_name = _("withdrawal of content")
        verbose_name_plural = _("withdrawals of content")
        ordering = ["-withdrawn_at", "-pk"]
        get_latest_by = ["withdrawn_at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "-withdrawn_at"],
                name="hh_content_withdrawal_idx",
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, withdrawn") % {"title": self.object_title}


def newest_withdrawal(obj: Any) -> ContentWithdrawal | None:
    """When ``obj`` was withdrawn last, whatever was approved since; None where it never was."""
    return ContentWithdrawal.objects.for_object(obj).entered().order_by("-place").first()
