"""What the report says of the reminders: when they were last sent, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.reminders.reminder_run import newest_run


@dataclass(frozen=True)
class ReminderStatus:
    """A sentence for everybody, and for those who lead what failed."""

    text: str
    is_alert: bool = False
    problems: tuple[str, ...] = ()


def reminder_status(user: Any) -> ReminderStatus:
    """As ``user`` is told it; addresses of colleagues only to those who set the policy."""
    run = newest_run()
    if run is None or run.finished_at is None:
        return ReminderStatus(
            _(
                "No reminders have been sent yet. They are, once “send_review_reminders” runs "
                "every day."
            )
        )
    when = date_format(timezone.localtime(run.finished_at), "j F Y, H:i")
    if run.is_stale:
        text = _(
            "Nobody has been reminded since %(when)s: “send_review_reminders” no longer runs."
        ) % {"when": when}
    else:
        text = ngettext(
            "Reminders last sent: %(when)s, %(count)d mail.",
            "Reminders last sent: %(when)s, %(count)d mails.",
            run.mails,
        ) % {"when": when, "count": run.mails}
    if not run.failures:
        return ReminderStatus(text, is_alert=run.is_stale)
    failed = ngettext("%(count)d failed.", "%(count)d failed.", run.failures)
    may_see = user.has_perm("headhealth.change_reviewpolicy")
    return ReminderStatus(
        f"{text} {failed % {'count': run.failures}}",
        is_alert=True,
        problems=tuple(run.problems.splitlines()) if may_see else (),
    )
