"""Urgent changes that went public before a medical reviewer had read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.medical_review import MedicalReview
from headhealth.review.publishing_record import PublishingRecord, PublishingRecordQuerySet
from headhealth.review.review_ledger import EntryKind
from headhealth.review.vouching import vouched_or_none

SHORTEST_REASON = 10
LONGEST_REASON = 2000
"""Characters of the reason: a word alone is none, and it has to fit into a mail."""


class EmergencyPublicationQuerySet(PublishingRecordQuerySet):
    """Urgent publications, newest first where order matters."""

    def open(self) -> EmergencyPublicationQuerySet:
        """Select those of objects that were not approved or withdrawn since.

        An approval ends them for good: one that is revoked does not make them count again.
        """
        return self.not_followed_by(
            MedicalReview.objects.complete(), ContentWithdrawal.objects.all()
        )


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


def open_emergencies(obj: models.Model) -> list[EmergencyPublication]:
    """The urgent publications of ``obj`` since its last approval, the newest first."""
    publications = EmergencyPublication.objects.for_object(obj)
    # Most objects have none, which is far cheaper to ask.
    if obj.pk is None or not publications.exists():
        return []
    return list(publications.open().order_by("-place"))


def open_emergency(obj: models.Model) -> EmergencyPublication | None:
    """The newest of ``open_emergencies``, where the ledger vouches for it; else None."""
    return vouched_or_none(next(iter(open_emergencies(obj)), None))
