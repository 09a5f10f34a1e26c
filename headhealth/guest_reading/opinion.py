"""What an expert from outside thinks of one exact version: advice, and never an approval."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headhealth.guest_reading.invitation import NAME_LENGTH, GuestInvitation
from headhealth.review.append_only import OneByOne
from headhealth.review.content_record import ContentRecord
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import ReviewedObjectQuerySet


class Verdict(models.TextChoices):
    """What a guest can say of the whole text."""

    AGREE = "agree", _("I agree with it as it is")
    AGREE_WITH_CHANGES = "agree_with_changes", _("I agree if some things are changed")
    DISAGREE = "disagree", _("I do not agree with it")
    CANNOT_JUDGE = "cannot_judge", _("I cannot judge it")


class GuestOpinionQuerySet(OneByOne, ReviewedObjectQuerySet):
    """Opinions, newest first where order matters."""


class GuestOpinion(LedgeredRecord, ContentRecord):
    """One opinion, given once and for good. The ledger vouches for it.

    It holds the content that it is about, and outlives the page, the revision and the link. It
    derives from no ``PublishingRecord``, so it can let nothing be public.
    """

    invitation = models.OneToOneField(
        GuestInvitation,
        verbose_name=_("invitation"),
        on_delete=models.PROTECT,
        related_name="opinion",
    )
    guest_name = models.CharField(_("name"), max_length=NAME_LENGTH)
    guest_credentials = models.CharField(
        _("qualification and place of work"), max_length=NAME_LENGTH, blank=True
    )
    invited_by_name = models.CharField(_("invited by"), max_length=255)
    verdict = models.CharField(_("opinion"), max_length=32, choices=Verdict)
    conflict_statement = models.TextField(_("conflict of interest statement"))
    remarks = models.TextField(_("remarks"), blank=True)
    section_comments = models.JSONField(
        _("comments by section"), help_text=_("A list of objects: section, heading, text.")
    )
    given_at = models.DateTimeField(_("given at"))

    objects = GuestOpinionQuerySet.as_manager()

    ledger_kind = EntryKind.GUEST_OPINION

    class Meta:
        verbose_name = _("opinion of a guest reader")
        verbose_name_plural = _("opinions of guest readers")
        ordering = ["-given_at", "-pk"]
        get_latest_by = ["given_at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "-given_at"], name="hh_opinion_object_idx"
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, opinion of %(guest)s") % {
            "title": self.object_title,
            "guest": self.guest_name,
        }

    @property
    def guest(self) -> str:
        """Name and credentials, as the inviter stated them."""
        return ", ".join(filter(None, [self.guest_name, self.guest_credentials]))

    @property
    def given_on(self) -> date:
        """The day in the site's time zone."""
        return timezone.localdate(self.given_at)


def opinions_about(obj: Any) -> models.QuerySet:
    """Every opinion about ``obj``, in whatever version, newest first."""
    return GuestOpinion.objects.for_object(obj)
