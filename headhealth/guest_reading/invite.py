"""Inviting a guest reader, giving out another link, and taking the invitation back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from headhealth.guest_reading.guest_link import guest_token, hash_of_secret, new_secret
from headhealth.guest_reading.invitation import GuestInvitation
from headhealth.review.content_digest import digest_of
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.newest_review import newest_review
from headhealth.review.reviewed_object import content_type_of


def invite_guest(
    *,
    obj: Any,
    user: Any,
    days: int,
    guest_name: str,
    guest_credentials: str = "",
    email: str = "",
    message: str = "",
) -> tuple[GuestInvitation, str]:
    """Invite somebody to read the latest saved version of ``obj`` for so many ``days``.

    Returns the invitation and the token of its link, which nobody can look up afterwards. Raises
    ``ValidationError`` where nothing was saved yet.
    """
    revision = obj.get_latest_revision()
    if revision is None:
        raise ValidationError(_("Save it first: there is no version yet that could be read."))
    saved = revision.as_object()
    model, snapshot = type(saved), content_snapshot(saved)
    secret, now = new_secret(), timezone.now()
    invitation = GuestInvitation.objects.create(
        content_type=content_type_of(model),
        object_id=str(saved.pk),
        object_title=str(saved)[:255],
        revision=revision,
        revision_number=revision.pk,
        digest=digest_of(model, snapshot),
        snapshot=snapshot,
        guest_name=guest_name,
        guest_credentials=guest_credentials,
        email=email,
        message=message,
        compared_with=newest_review(saved),
        invited_by=user,
        invited_by_name=get_user_display_name(user),
        invited_at=now,
        expires_at=now + timedelta(days=days),
        link_hash=hash_of_secret(secret),
    )
    return invitation, guest_token(invitation, secret)


def renew_link(invitation: GuestInvitation, *, days: int) -> str:
    """Give out another link to the same version, for so many ``days``. Returns its token.

    The link before it ends. Raises ``ValidationError`` where the invitation is answered or revoked.
    """
    secret = new_secret()
    waiting = GuestInvitation.objects.unanswered().filter(pk=invitation.pk, revoked_at=None)
    expires_at = timezone.now() + timedelta(days=days)
    if not waiting.update(link_hash=hash_of_secret(secret), expires_at=expires_at):
        raise ValidationError(_("This invitation is answered or revoked. Invite the person anew."))
    invitation.refresh_from_db(fields=["link_hash", "expires_at"])
    return guest_token(invitation, secret)


def revoke_invitation(invitation: GuestInvitation, *, user: Any) -> bool:
    """End the link at once and for good; False where that has happened before.

    An opinion that was given stays.
    """
    standing = GuestInvitation.objects.filter(pk=invitation.pk, revoked_at=None)
    return bool(standing.update(revoked_at=timezone.now(), revoked_by=user))


def note_opening(invitation: GuestInvitation) -> None:
    """The link was followed now."""
    now = timezone.now()
    rows = GuestInvitation.objects.filter(pk=invitation.pk)
    rows.filter(first_opened_at=None).update(first_opened_at=now)
    rows.update(last_opened_at=now)
