"""Records that let exactly one content be public."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_digest import content_digest, content_fields, restore_snapshot
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.reviewed_object import ReviewedObjectRecord


class PublishingRecord(LedgeredRecord, ReviewedObjectRecord):
    """Abstract: what was let through, as a digest and as a snapshot that outlives its revision."""

    object_title = models.CharField(_("title"), max_length=255)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("revision"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revision_number = models.PositiveBigIntegerField(
        _("revision number"), help_text=_("Kept when the revision itself is purged.")
    )
    digest = models.CharField(_("digest"), max_length=64)
    snapshot = models.JSONField(_("approved content"))
    dependencies = models.JSONField(
        _("what it showed"),
        null=True,
        help_text=_("Images, documents and snippets as they were. Older records do not say."),
    )

    authority_id: Any
    """The key of the user on whose authority it is published, or None."""

    class Meta:
        abstract = True

    def approves(self, obj: models.Model, digest: str | None = None) -> bool:
        """Whether this record let through exactly the content of ``obj``.

        After a migration has changed the shape of the model, the recorded text is read through
        today's model before it is compared.
        """
        digest = digest or content_digest(obj)
        if self.digest == digest:
            return True
        model = type(obj)
        if self.snapshot.keys() == content_fields(model):
            return False
        return content_digest(restore_snapshot(model, self.snapshot, obj.pk)) == digest
