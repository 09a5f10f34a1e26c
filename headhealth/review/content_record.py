"""Records of what was done with exactly one content of an object."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_digest import content_digest, content_fields, restore_snapshot
from headhealth.review.reviewed_object import ReviewedObjectRecord


class ContentRecord(ReviewedObjectRecord):
    """Abstract: the content as a digest and as a snapshot that outlives its revision."""

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
    snapshot = models.JSONField(_("content"))

    class Meta:
        abstract = True

    def is_about(self, obj: models.Model, digest: str | None = None) -> bool:
        """Whether this record is about exactly the content of ``obj``.

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
