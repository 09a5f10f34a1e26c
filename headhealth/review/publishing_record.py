"""Records that allow exactly one content to be public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_record import ContentRecord
from headhealth.review.ledgered_record import LedgeredQuerySet, LedgeredRecord
from headhealth.review.version import Version


class PublishingRecordQuerySet(LedgeredQuerySet):
    """Records that are written one by one and kept for good."""


class PublishingRecord(LedgeredRecord, ContentRecord):
    """Abstract: what was let through."""

    snapshot = models.JSONField(_("approved content"))
    dependencies = models.JSONField(
        _("what it showed"),
        null=True,
        help_text=_("Images, documents and snippets as they were. Older records do not say."),
    )

    authority_id: Any
    """The key of the user on whose authority it is published, or None."""

    objects = PublishingRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def lets_through(self, version: Version) -> bool:
        """Whether this record allows exactly the content of ``version`` to be public."""
        return self.is_about(version)

    def note_published(self) -> bool:
        """Record that content that it lets through is public; False where that is known.

        Only approvals are made before their content is public.
        """
        return False

    def grounds(self, version: Version) -> Iterator[PublishingRecord]:
        """The records of the content itself that let ``version`` through: this one, if it does."""
        if self.lets_through(version):
            yield self
