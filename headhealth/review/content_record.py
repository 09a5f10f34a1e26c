"""Records of what was done with exactly one content of an object."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_digest import DIGEST_FORMAT, digest_of
from headhealth.review.reviewed_object import ReviewedObjectRecord
from headhealth.review.version import Version


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
    digest_format = models.PositiveSmallIntegerField(
        _("digest format"),
        default=DIGEST_FORMAT,
        help_text=_("The version of the canonical form that the digest was made of."),
    )
    snapshot = models.JSONField(_("content"))

    class Meta:
        abstract = True

    def is_about(self, version: Version) -> bool:
        """Whether this record is about exactly the content of ``version``.

        The recorded snapshot is read by today's schema where the digest was made in an older
        format, or where a migration has changed the fields of the model since.
        """
        if self.digest == version.digest:
            return True
        is_comparable = self.digest_format == DIGEST_FORMAT and isinstance(self.snapshot, dict)
        if is_comparable and self.snapshot.keys() == version.fields:
            return False
        return digest_of(version.model, self.snapshot) == version.digest
