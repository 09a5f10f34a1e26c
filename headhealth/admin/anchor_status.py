"""The line of the report about the anchor of the ledger, for content leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headhealth.review.anchoring.ledger_anchor import newest_anchor
from headhealth.review.review_ledger import LedgerEntry


@dataclass(frozen=True)
class AnchorStatus:
    """One sentence."""

    text: str
    is_alert: bool


def anchor_status(user: Any) -> AnchorStatus | None:
    """The state of the anchor; None unless ``user`` is a content lead and there are records."""
    if not user.has_perm("headhealth.change_reviewpolicy"):
        return None
    anchor = newest_anchor()
    if anchor is None:
        if not LedgerEntry.objects.exists():
            return None
        text = _(
            "The review records are not secured outside the database. Ask your administrator to "
            "set up the nightly audit with an anchor."
        )
        return AnchorStatus(text, is_alert=True)
    when = date_format(timezone.localtime(anchor.confirmed_at), "j F Y, H:i")
    if anchor.is_stale:
        text = _(
            "No audit has confirmed the review records since %(when)s. Ask your administrator "
            "what the nightly audit finds."
        )
    else:
        text = _("An audit last confirmed the review records on %(when)s.")
    return AnchorStatus(text % {"when": when}, is_alert=anchor.is_stale)
