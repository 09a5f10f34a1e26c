"""The history of registrations: every entry, change and confirmation of one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.ledgered_record import LedgeredQuerySet, LedgeredRecord
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import ReviewedObjectQuerySet, ReviewedObjectRecord


class RegistrationEvent(models.TextChoices):
    """Acts on a registration."""

    ENTERED = "entered", _("Entered or changed")
    CONFIRMED = "confirmed", _("Confirmed")


class RegistrationRecordQuerySet(LedgeredQuerySet, ReviewedObjectQuerySet):
    """Records of registrations, written one by one."""


class RegistrationRecord(LedgeredRecord, ReviewedObjectRecord):
    """A contributor's registration as it was after one act, and who acted.

    It outlives the contributor and both accounts. The ledger vouches for it. A confirmation counts
    while it is the newest record of its contributor and says what the contributor says.
    """

    event = models.CharField(_("event"), max_length=16, choices=RegistrationEvent)
    translation_key = models.UUIDField(
        _("translation key"), help_text=_("The contributor, in whatever language."), db_index=True
    )
    name = models.CharField(_("name"), max_length=255)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user account"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    account = models.CharField(
        _("account number"),
        max_length=64,
        blank=True,
        db_index=True,
        help_text=_("Kept when the account is deleted."),
    )
    account_hash = models.CharField(_("account hash"), max_length=64, blank=True, db_index=True)
    registration_body = models.CharField(_("registration body"), max_length=255, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=64, blank=True)
    registration_key = models.CharField(
        _("registration key"), max_length=64, blank=True, db_index=True
    )
    reviewer_from = models.DateField(_("medical reviewer from"), null=True)
    reviewer_until = models.DateField(_("medical reviewer until"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_by_name = models.CharField(_("made by"), max_length=255, blank=True)
    made_by_account = models.CharField(_("account number"), max_length=64, blank=True)
    made_by_hash = models.CharField(_("account hash"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("made at"))

    objects = RegistrationRecordQuerySet.as_manager()

    ledger_kind = EntryKind.REGISTRATION

    class Meta:
        verbose_name = _("registration record")
        verbose_name_plural = _("registration records")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="hh_registration_object_idx")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_event_display()}"

    @property
    def object_title(self) -> str:
        return self.name

    @property
    def has_maker(self) -> bool:
        """Whether a person acted. False for a script."""
        return bool(self.made_by_account)

    @property
    def maker(self) -> Any:
        return self.made_by_name or _("A script")
