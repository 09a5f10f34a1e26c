"""The link of an invitation: whoever has it can read and answer, and nobody can make one up.

It is signed, so that most attempts end before the database is asked, and carries a secret of which
the row keeps a hash: revoking or renewing an invitation ends the link, and neither a copy of the
database nor the secret key of the site is enough to make one.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.core import signing
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import override
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import AbstractPage, Site

from headhealth.blocks.content_language import language_code_of
from headhealth.guest_reading.invitation import GuestInvitation

SALT = "headhealth.guest_reading"


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def hash_of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def guest_token(invitation: GuestInvitation, secret: str) -> str:
    """What the address of the link ends with."""
    return signing.dumps([invitation.pk, secret], salt=SALT)


def invitation_behind(token: str) -> GuestInvitation | None:
    """The invitation whose link ``token`` is; None for any that does not work, whatever for."""
    try:
        pk, secret = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    invitation = (
        GuestInvitation.objects.select_related("opinion", "compared_with", "content_type")
        .filter(pk=pk)
        .first()
    )
    if (
        invitation is None
        or not constant_time_compare(invitation.link_hash, hash_of_secret(secret))
        or not invitation.is_open
    ):
        return None
    return invitation


def guest_address(token: str, obj: models.Model) -> str:
    """The absolute address of the link, on the site of ``obj``; a snippet is on the default one."""
    with override(language_code_of(obj)):
        path = reverse("headhealth:guest_reading", args=[token])
    return f"{_root_url(obj)}{path}"


def has_address() -> bool:
    """Whether the site includes the app's public addresses."""
    try:
        reverse("headhealth:guest_reading", args=["token"])
    except NoReverseMatch:
        return False
    return True


def _root_url(obj: Any) -> str:
    if isinstance(obj, AbstractPage) and (parts := obj.get_url_parts()):
        return parts[1]
    site = Site.objects.filter(is_default_site=True).first()
    return site.root_url if site else get_admin_base_url() or ""
