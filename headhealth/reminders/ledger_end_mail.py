"""The end of the ledger as mail to the content leads: their mailboxes are outside the database."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.mail import send_mail
from wagtail.admin.utils import get_admin_base_url
from wagtail.users.models import UserProfile

from headhealth.job_lease import RunLease
from headhealth.reminders.people import People
from headhealth.reminders.send_reminders import TIMEOUT
from headhealth.review.anchoring.ledger_anchor import LedgerAnchor, newest_mailed
from headhealth.review.audit.finding import one_line
from headhealth.review.review_ledger import Link
from headhealth.review.review_policy import ReviewPolicy
from headhealth.site_calendar import site_day

TEMPLATE = "headhealth/emails/ledger_end.txt"
JOB = "mail_ledger_end"

logger = logging.getLogger("headhealth.reminders")


def mail_ledger_end(*, end: Link, place: str) -> list[str]:
    """Mail ``end``, which the anchor at ``place`` holds, unless it was mailed before.

    At most once a day, whatever the number of audits and anchors. Returns what failed, in
    sentences. Where no mail went out, the next audit tries again.
    """
    lease = RunLease(JOB)
    if not lease.take():
        # The other audit mails an end of today as well.
        return []
    try:
        return _mail_once_a_day(end, place)
    finally:
        lease.give_back()


def _mail_once_a_day(end: Link, place: str) -> list[str]:
    now = timezone.now()
    last = newest_mailed()
    if last and (last.mailed_end == str(end) or site_day(last.mailed_at) >= site_day(now)):
        return []
    people = People()
    policies = list(ReviewPolicy.objects.all()) or [ReviewPolicy()]
    leads = dict.fromkeys(user for policy in policies for user in people.leading(policy))
    problems = [*people.warnings, *people.problems]
    if _send_each(list(leads), end, problems):
        LedgerAnchor.objects.filter(place=place).update(mailed_at=now, mailed_end=str(end))
    return problems


def _send_each(leads: list[Any], end: Link, problems: list[str]) -> int:
    """How many of ``leads`` got the mail. A mail that fails stops no other."""
    connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or TIMEOUT)
    sent = 0
    for user in leads:
        is_open = False
        try:
            connection.open()
            is_open = True
            _send(user, end, connection)
            sent += 1
        except Exception as error:  # Whatever the mail backend of the site raises.
            logger.exception("The end of the ledger could not be mailed to user %s", user.pk)
            problems.append(
                _("The end of the ledger was not mailed to %(address)s: %(reason)s.")
                % {"address": user.email, "reason": one_line(f"{type(error).__name__}: {error}")}
            )
            # The next mail gets a connection that nothing has happened to.
            connection.close()
            if not is_open:
                break
    connection.close()
    return sent


def _send(user: Any, end: Link, connection: Any) -> None:
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        day = date_format(site_day(), "DATE_FORMAT")
        context = {
            "user": user,
            "end": end,
            "day": day,
            "site": get_admin_base_url() or getattr(settings, "WAGTAIL_SITE_NAME", ""),
        }
        send_mail(
            _("Keep this mail: end of the review records on %(day)s") % {"day": day},
            render_to_string(TEMPLATE, context).strip(),
            [user.email],
            connection=connection,
        )
