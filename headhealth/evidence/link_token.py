"""Making evidence links, and finding what is behind one.

The address carries a signed token: most attempts end before the database is asked. In the token is
a secret of which the row keeps a hash, so neither a copy of the database nor the secret key of the
site is enough to make one up.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from headhealth.evidence.chosen_objects import ObjectKey
from headhealth.evidence.evidence_link import MOST_OBJECTS, EvidenceLink
from headhealth.evidence.evidence_rights import allowed_keys
from headhealth.review.recorded_name import recorded_name
from headhealth.workflow.object_rights import SHARE_EVIDENCE

LIFETIMES = (7, 30, 90)
"""Days that a link can work."""

_SALT = "headhealth.evidence"


def make_link(
    *, keys: Sequence[ObjectKey], title: str, for_whom: str, days: int, user: Any
) -> tuple[EvidenceLink, str]:
    """A new link and its token, which is kept nowhere and cannot be shown again.

    Raises ``PermissionDenied`` where ``user`` may not share all of it, and ``ValidationError``
    where there is nothing or too much to show, or the time is none of ``LIFETIMES``.
    """
    if not keys:
        raise ValidationError(_("There is nothing to show."))
    if len(keys) > MOST_OBJECTS:
        raise ValidationError(
            _("A link shows at most %(count)d packs: choose fewer, or use the command.")
            % {"count": MOST_OBJECTS}
        )
    if allowed_keys(keys, right=SHARE_EVIDENCE, user=user) != [*keys]:
        raise PermissionDenied(_("You may not share all of these evidence packs."))
    if days not in LIFETIMES:
        raise ValidationError(_("Choose how long the link works."))
    secret = secrets.token_urlsafe(24)
    link = EvidenceLink(
        title=title[:255],
        objects_shown=[list(key) for key in keys],
        for_whom=for_whom.strip(),
        created_by=user,
        created_by_name=recorded_name(user),
        expires_at=timezone.now() + timedelta(days=days),
        secret_hash=_hash(secret),
    )
    link.full_clean()
    link.save()
    log(link, "headhealth.evidence_link.create", user=user, data={"for_whom": link.for_whom})
    return link, signing.dumps([link.pk, secret], salt=_SALT)


def revoke_link(link: EvidenceLink, *, user: Any) -> bool:
    """End it, and note who did; False where it had been revoked."""
    is_new = link.revoke(user=user)
    if is_new:
        log(link, "headhealth.evidence_link.revoke", user=user)
    return is_new


def link_behind(token: str) -> EvidenceLink | None:
    """The link, while it works; None for all others, whatever is wrong with them."""
    try:
        pk, secret = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not (isinstance(pk, int) and isinstance(secret, str)):
        return None
    link = EvidenceLink.objects.filter(pk=pk).first()
    known = link.secret_hash if link else _hash("")
    is_known = constant_time_compare(known, _hash(secret))
    return link if link and is_known and link.is_open else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
