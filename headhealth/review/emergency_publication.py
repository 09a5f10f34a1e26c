"""Urgent changes that went public before a medical reviewer had read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from headhealth.review.append_only import OneByOne
from headhealth.review.medical_review import MedicalReview, newest_review
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import ReviewedObjectQuerySet


class EmergencyPublicationQuerySet(OneByOne, ReviewedObjectQuerySet):
    """Emergency publications, newest first where order matters."""

    def awaiting_review(self) -> EmergencyPublicationQuerySet:
        """Those that no later approval has closed."""
        later = MedicalReview.objects.counting().filter(
            content_type=OuterRef("content_type"),
            object_id=OuterRef("object_id"),
            reviewed_at__gt=OuterRef("published_at"),
        )
        return self.filter(~Exists(later))


class EmergencyPublication(PublishingRecord):
    """One content of one object, made public without review: who took it on, when, and why.

    Nobody's authorship ends with it. The next approval of the object closes it.
    """

    reason = models.TextField(_("reason"), help_text=_("Why it could not wait for a review."))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    published_by_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    published_at = models.DateTimeField(_("published at"))
    review_due_at = models.DateTimeField(_("review due at"))

    objects = EmergencyPublicationQuerySet.as_manager()

    ledger_kind = EntryKind.EMERGENCY

    class Meta:
        verbose_name = _("emergency publication")
        verbose_name_plural = _("emergency publications")
        ordering = ["-published_at", "-pk"]
        get_latest_by = ["published_at", "pk"]
        default_permissions = ("add", "view")
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "-published_at"],
                name="hh_emergency_object_idx",
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, published urgently by %(name)s") % {
            "title": self.object_title,
            "name": self.published_by_name,
        }

    @property
    def authority_id(self) -> Any:
        return self.published_by_id

    def is_late(self, now: datetime) -> bool:
        """Whether its retrospective review should have happened by ``now``."""
        return now > self.review_due_at


def open_emergency(obj: models.Model) -> EmergencyPublication | None:
    """The newest emergency publication of ``obj`` since its last approval, or None."""
    if obj.pk is None:
        return None
    publications = EmergencyPublication.objects.for_object(obj)
    if (review := newest_review(obj)) is not None:
        publications = publications.filter(published_at__gt=review.reviewed_at)
    return publications.order_by("-published_at", "-pk").first()
