"""A link by which somebody without an account sees evidence packs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headhealth.evidence.chosen_objects import ObjectKey
from headhealth.review.recorded_name import recorded_name

MOST_OBJECTS = 500
"""More than this nobody reads by a link: the command writes files."""


class EvidenceLinkQuerySet(models.QuerySet):
    def open(self, now: datetime | None = None) -> EvidenceLinkQuerySet:
        """Those that work."""
        return self.filter(revoked_at=None, expires_at__gt=now or timezone.now())


class EvidenceLink(models.Model):
    """Who made it for whom, what it shows, until when; and how often it was opened.

    The row holds a hash of the link's secret: no copy of the database opens anything.
    """

    title = models.CharField(_("evidence of"), max_length=255)
    objects_shown = models.JSONField(
        _("objects"), help_text=_("A list of pairs: model and key, in the order of the packs.")
    )
    for_whom = models.CharField(
        _("for whom"),
        max_length=255,
        help_text=_("The person or organisation that you give the link to."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_by_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("works until"))
    secret_hash = models.CharField(max_length=64, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by_name = models.CharField(_("revoked by"), max_length=255, blank=True)
    times_opened = models.PositiveIntegerField(_("times opened"), default=0, editable=False)
    last_opened_at = models.DateTimeField(_("last opened at"), null=True, editable=False)

    objects = EvidenceLinkQuerySet.as_manager()

    # The reference index answers "what shows this content?"; this is not content.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("evidence link")
        verbose_name_plural = _("evidence links")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "view")
        permissions = [("view_evidence", _("Can see evidence packs"))]

    def __str__(self) -> str:
        return _("%(title)s, for %(whom)s") % {"title": self.title, "whom": self.for_whom}

    @property
    def keys(self) -> list[ObjectKey]:
        return [ObjectKey(model, pk) for model, pk in self.objects_shown]

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def revoke(self, *, user: Any) -> bool:
        """End it at once and for good; False where it was revoked before."""
        is_new = (
            type(self)
            .objects.filter(pk=self.pk, revoked_at=None)
            .update(revoked_at=timezone.now(), revoked_by_name=recorded_name(user))
        )
        self.refresh_from_db(fields=["revoked_at", "revoked_by_name"])
        return bool(is_new)

    def count_opening(self) -> None:
        type(self).objects.filter(pk=self.pk).update(
            times_opened=F("times_opened") + 1, last_opened_at=timezone.now()
        )
