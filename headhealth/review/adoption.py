"""Content that a site had before it was medically reviewed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.publishing_record import PublishingRecord, PublishingRecordQuerySet
from headhealth.review.review_ledger import EntryKind
from headhealth.review.vouching import vouched_or_none


class AdoptionQuerySet(PublishingRecordQuerySet):
    """Adoptions, newest first where order matters."""

    def open(self) -> AdoptionQuerySet:
        """Select those of objects that were not approved, published urgently or withdrawn since.

        An approval ends them for good: one that is revoked does not make them count again.
        """
        return self.not_followed_by(
            MedicalReview.objects.complete(),
            EmergencyPublication.objects.all(),
            ContentWithdrawal.objects.all(),
        )


class Adoption(PublishingRecord):
    """That one object was live, with this content, when the site put it under medical review.

    It is no review, and readers are told of none. It lets exactly this content be public until the
    first approval. Who wrote it, nobody knows for certain.
    """

    reason = models.TextField(_("reason"))
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("adopted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    adopted_by_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    adopted_at = models.DateTimeField(_("adopted at"))

    objects = AdoptionQuerySet.as_manager()

    ledger_kind = EntryKind.ADOPTION
    authority_id: Any = None

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["-adopted_at", "-pk"]
        get_latest_by = ["adopted_at", "pk"]
        default_permissions = ("add",)
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "-adopted_at"], name="hh_adoption_object_idx"
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, adopted by %(name)s") % {
            "title": self.object_title,
            "name": self.adopted_by_name,
        }


def open_adoption(obj: models.Model) -> Adoption | None:
    """The newest adoption of ``obj``, which nobody has approved since, or None."""
    adoptions = Adoption.objects.for_object(obj)
    # Most objects have none, which is far cheaper to ask.
    if obj.pk is None or not adoptions.exists():
        return None
    return vouched_or_none(adoptions.open().order_by("-place").first())
