"""A digest as mail: text and HTML, in the language of the recipient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.admin.mail import send_mail
from wagtail.admin.utils import get_admin_base_url, get_user_display_name
from wagtail.users.models import UserProfile

from headhealth.reminders.digest import Digest
from headhealth.reminders.matter import Matter, MatterKind
from headhealth.reminders.people import is_reachable

TEMPLATE = "headhealth/emails/review_reminders"
REPORT = "headhealth_review_report"
LISTED = 50
"""So many of one section stand in a mail; who has more works from the report."""


@dataclass(frozen=True)
class Line:
    """One matter, as its reader meets it."""

    title: str
    url: str
    facts: str


def send_digest(*, digest: Digest, connection: Any) -> None:
    """Send it by ``connection``; whatever that raises goes on to the caller."""
    user = digest.recipient
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        context = _context(digest)
        send_mail(
            subject(digest),
            render_to_string(f"{TEMPLATE}.txt", context).strip(),
            [user.email],
            html_message=render_to_string(f"{TEMPLATE}.html", context),
            connection=connection,
        )


def subject(digest: Digest) -> str:
    """How many and how urgent, in the active language."""
    late = sum(matter.is_late for matter in digest.matters)
    other = len(digest.matters) - late
    if not late:
        return ngettext(
            "Medical review: %(count)d reminder", "Medical review: %(count)d reminders", other
        ) % {"count": other}
    if not other:
        return _("Medical review: %(late)d late") % {"late": late}
    return _("Medical review: %(late)d late, %(other)d more") % {"late": late, "other": other}


def facts(matter: Matter, reader: Any) -> str:
    """What there is to know of it, in whole sentences in the active language."""
    known = [_when(matter)]
    if matter.claimed_by:
        known.append(_("%(name)s is looking at it.") % {"name": matter.claimed_by})
    owner = matter.content.owner
    if owner is None:
        known.append(_("It has no owner."))
    elif owner.pk != reader.pk:
        name = {"name": get_user_display_name(owner)}
        if is_reachable(owner):
            known.append(_("Owner: %(name)s.") % name)
        else:
            known.append(
                _("Owner: %(name)s, whose account is not active or has no address.") % name
            )
    return " ".join(filter(None, known))


def _when(matter: Matter) -> str:
    count = abs(matter.days_late)
    values = {"day": date_format(matter.counted_from, "DATE_FORMAT"), "count": count}
    if matter.kind == MatterKind.NEVER:
        return ""
    if matter.kind == MatterKind.OUTDATED:
        return _("Changed on %(day)s.") % values
    if matter.kind == MatterKind.ASKED:
        return _("Asked for on %(day)s.") % values
    if matter.days_late == 0:
        return _("Due on %(day)s.") % values
    if matter.days_late < 0:
        return (
            ngettext(
                "Due on %(day)s, in %(count)d day.",
                "Due on %(day)s, in %(count)d days.",
                count,
            )
            % values
        )
    return (
        ngettext(
            "Due on %(day)s, %(count)d day ago.",
            "Due on %(day)s, %(count)d days ago.",
            count,
        )
        % values
    )


def _context(digest: Digest) -> dict[str, Any]:
    base_url = get_admin_base_url() or ""
    sections = [
        {
            "heading": section.heading,
            "count": len(section.matters),
            "lines": [
                Line(
                    title=" ".join(matter.content.title.split()),
                    url=f"{base_url}{path}" if (path := matter.content.edit_path) else "",
                    facts=facts(matter, digest.recipient),
                )
                for matter in section.matters[:LISTED]
            ],
            "unlisted": max(0, len(section.matters) - LISTED),
        }
        for section in digest.sections
    ]
    return {
        "user": digest.recipient,
        "sections": sections,
        "report_url": f"{base_url}{reverse(REPORT)}",
    }
