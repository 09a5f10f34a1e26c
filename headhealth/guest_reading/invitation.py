"""An invitation to read one exact version of health content."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_record import ContentRecord
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import ReviewedObjectQuerySet

NAME_LENGTH = 255
MESSAGE_LENGTH = 2000
"""Characters. A message that does not fit into a mail's window is not read."""


class InvitationState(models.TextChoices):
    """How far an invitation has come."""

    NOT_OPENED = "not_opened", _("Not opened")
    OPENED = "opened", _("Opened")
    ANSWERED = "answered", _("Answered")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class GuestInvitationQuerySet(ReviewedObjectQuerySet):
    """Invitations."""

    def answered(self) -> GuestInvitationQuerySet:
        return self.filter(opinion__isnull=False)

    def unanswered(self) -> GuestInvitationQuerySet:
        return self.filter(opinion__isnull=True)

    def open(self) -> GuestInvitationQuerySet:
        """Those whose link still works."""
        return self.filter(expires_at__gt=timezone.now(), revoked_at=None)


class GuestInvitation(ContentRecord):
    """Somebody without an account may read this content, and no other, until the link ends.

    The content is kept here: the revision may be purged, or written over by autosave. Nobody can
    find the link out from the row, which has only its hash.
    """

    guest_name = models.CharField(_("name"), max_length=NAME_LENGTH)
    guest_credentials = models.CharField(
        _("qualification and place of work"),
        max_length=NAME_LENGTH,
        blank=True,
        help_text=_(
            "As you know them, for example “Consultant neurologist, City Hospital”. Nobody checks "
            "it: it is shown as what you stated."
        ),
    )
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_(
            "The link is sent there. Leave it empty to send the link yourself. The address is "
            "deleted later."
        ),
    )
    message = models.TextField(
        _("message"),
        blank=True,
        max_length=MESSAGE_LENGTH,
        help_text=_("What you would like to know, for example about one section."),
    )
    compared_with = models.ForeignKey(
        MedicalReview,
        verbose_name=_("compared with"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The approval that counted on the day of the invitation."),
    )

    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_by_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("link ends at"))
    link_hash = models.CharField(_("hash of the link"), max_length=64)
    first_opened_at = models.DateTimeField(_("first opened at"), null=True)
    last_opened_at = models.DateTimeField(_("last opened at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    draft = models.JSONField(
        _("draft"), default=dict, help_text=_("What the guest has written and not sent yet.")
    )
    draft_number = models.PositiveIntegerField(
        _("number of the draft"), default=0, help_text=_("Grows with every draft that is saved.")
    )
    draft_saved_at = models.DateTimeField(_("draft saved at"), null=True)
    answer_mailed_at = models.DateTimeField(_("inviter told of the opinion at"), null=True)

    objects = GuestInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest reader")
        verbose_name_plural = _("guest readers")
        ordering = ["-invited_at", "-pk"]
        default_permissions = ("add",)
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "-invited_at"], name="hh_guest_object_idx"
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, read by %(guest)s") % {
            "title": self.object_title,
            "guest": self.guest_name,
        }

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def is_answered(self) -> bool:
        return hasattr(self, "opinion")

    @property
    def state(self) -> InvitationState:
        if self.is_answered:
            return InvitationState.ANSWERED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if not self.is_open:
            return InvitationState.EXPIRED
        return InvitationState.OPENED if self.first_opened_at else InvitationState.NOT_OPENED

    @property
    def guest(self) -> str:
        """Name and credentials, as the inviter states them."""
        return ", ".join(filter(None, [self.guest_name, self.guest_credentials]))
