"""The mail that brings a guest reader the link."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.admin.mail import send_mail

from headhealth.blocks.content_language import language_code_of
from headhealth.guest_reading.invitation import GuestInvitation

logger = logging.getLogger("headhealth.guest_reading")

_TEMPLATE = "headhealth/emails/guest_invited"


def mail_invitation(invitation: GuestInvitation, *, address: str, obj: Any) -> bool:
    """Send ``address``, the link, to the guest, in the language of ``obj``.

    False where the mail could not be handed over: then the inviter has to send the link.
    """
    context = {
        "invitation": invitation,
        "address": address,
        # One line, whatever the title holds: a header cannot be added to the mail.
        "title": " ".join(invitation.object_title.split()),
        "message_lines": invitation.message.splitlines(),
    }
    inviter = invitation.invited_by
    with override(language_code_of(obj)):
        subject, text, html = (
            render_to_string(f"{_TEMPLATE}{ending}", context)
            for ending in ("_subject.txt", ".txt", ".html")
        )
    try:
        send_mail(
            " ".join(subject.split()),
            text,
            [invitation.email],
            html_message=html,
            reply_to=[inviter.email] if inviter and inviter.email else None,
        )
    except (SMTPException, OSError):
        logger.warning("The invitation %s could not be mailed.", invitation.pk, exc_info=True)
        return False
    return True
