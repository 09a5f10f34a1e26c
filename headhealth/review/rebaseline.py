"""Approved content that a migration has rewritten without changing what it says."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.review_ledger import EntryKind


class Rebaseline(PublishingRecord):
    """That a review goes on covering its content in the form that a migration gave it.

    It is no review: the day, the reviewer and the scope stay those of ``review``, and it ends with
    that. The ledger vouches for it, as for every record by which content is public.
    """

    review = models.ForeignKey(
        "headhealth.MedicalReview",
        verbose_name=_("medical review"),
        on_delete=models.PROTECT,
        related_name="rebaselines",
    )
    old_digest = models.CharField(
        _("former digest"), max_length=64, help_text=_("Of the content before it was rewritten.")
    )
    changes_words = models.BooleanField(
        _("the words differ"),
        help_text=_("Readers see other words than before, and somebody answered for that."),
    )
    migration = models.CharField(
        _("migration"), max_length=255, blank=True, help_text=_("What rewrote the content.")
    )
    reason = models.TextField(_("reason"))
    rebaselined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("rebaselined by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    rebaselined_by_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    rebaselined_at = models.DateTimeField(_("rebaselined at"))

    ledger_kind = EntryKind.REBASELINE
    authority_id: Any = None

    class Meta:
        verbose_name = _("rebaseline")
        verbose_name_plural = _("rebaselines")
        ordering = ["-rebaselined_at", "-pk"]
        get_latest_by = ["rebaselined_at", "pk"]
        default_permissions = ("add",)

    def __str__(self) -> str:
        return _("%(title)s, rebaselined by %(name)s") % {
            "title": self.object_title,
            "name": self.rebaselined_by_name,
        }
