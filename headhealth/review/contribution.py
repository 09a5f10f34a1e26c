"""The record of one save that changed public content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.ledgered_record import LedgeredQuerySet, LedgeredRecord
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import ReviewedObjectQuerySet, ReviewedObjectRecord
from headhealth.review.text_keys import Change, from_stored


class ContributionQuerySet(LedgeredQuerySet, ReviewedObjectQuerySet):
    """Contributions, which are never changed or deleted."""

    def in_order(self) -> Any:
        return self.order_by("contributed_at", "pk")


class Contribution(LedgeredRecord, ReviewedObjectRecord):
    """The changes of one person in one save, which left the content with ``digest``.

    It outlives the object, its revisions and the account. The ledger vouches for it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    user_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    account = models.CharField(
        _("account number"),
        max_length=64,
        blank=True,
        db_index=True,
        help_text=_("Kept when the account is deleted."),
    )
    account_hash = models.CharField(_("account hash"), max_length=64, blank=True, db_index=True)
    digest = models.CharField(_("digest"), max_length=64)
    changes = models.JSONField(
        _("changes"),
        null=True,
        help_text=_("Keys of the entries removed and added. Older records do not say."),
    )
    contributed_at = models.DateTimeField(_("contributed at"))

    objects = ContributionQuerySet.as_manager()

    ledger_kind = EntryKind.CONTRIBUTION

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["contributed_at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "contributed_at"],
                name="hh_contribution_object_idx",
            )
        ]

    def __str__(self) -> str:
        return _("%(name)s, %(date)s") % {"name": self.user_name, "date": self.contributed_at}

    @property
    def object_title(self) -> str:
        return self.user_name

    @property
    def is_by_somebody(self) -> bool:
        return bool(self.account)

    @property
    def saves(self) -> list[list[Change]]:
        """The changes of each save: one, but for a copy of several that followed each other."""
        return [from_stored(save) for save in self.changes or ()]
