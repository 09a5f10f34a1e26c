"""A run that sends everybody the reminders they have not had."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from headhealth.job_lease import RunLease
from headhealth.reminders.digest import Digest, digests
from headhealth.reminders.digest_mail import send_digest
from headhealth.reminders.people import People
from headhealth.reminders.reminder_run import KEPT, ReminderRun
from headhealth.reminders.sent_reminder import forget_old, note_sent

logger = logging.getLogger("headhealth.reminders")

JOB = "send_review_reminders"
TIMEOUT = 60
"""Seconds for a mail server, where the site gives none: less than the run's right lasts."""


@dataclass
class Outcome:
    """What came of a run, or would."""

    mails: int = 0
    matters: int = 0
    problems: list[str] = field(default_factory=list)
    """What failed, a line for each. It is tried again by the next run."""
    warnings: list[str] = field(default_factory=list)
    is_another_running: bool = False


def plan_reminders(*, report: Callable[[Digest], None]) -> Outcome:
    """What ``send_reminders`` would do now. Writes nothing."""
    people = People()
    outcome = Outcome()
    for digest in digests(now=timezone.now(), people=people):
        _count(outcome, digest)
        report(digest)
    outcome.warnings, outcome.problems = people.warnings, people.problems
    return outcome


def send_reminders(*, report: Callable[[Digest], None]) -> Outcome:
    """Send each person one mail with what is new to them, and keep note of it mail by mail.

    A mail that fails stops no other, and what was in it is found again by the next run. Only one
    run goes on at a time. ``report`` is called after each mail. A run that is killed between a mail
    and its note sends that one mail twice rather than never.
    """
    lease = RunLease(JOB)
    if not lease.take():
        return Outcome(is_another_running=True)
    try:
        now = timezone.now()
        run = ReminderRun.objects.create(started_at=now)
        people = People()
        planned = digests(now=now, people=people)
        outcome = Outcome(warnings=people.warnings, problems=people.problems)
        _deliver(planned, lease, outcome, report)
        _finish(run, outcome)
        forget_old(now=now)
        ReminderRun.objects.filter(started_at__lt=now - KEPT).delete()
        return outcome
    finally:
        lease.give_back()


def _deliver(
    planned: list[Digest], lease: RunLease, outcome: Outcome, report: Callable[[Digest], None]
) -> None:
    connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or TIMEOUT)
    try:
        for position, digest in enumerate(planned):
            if not lease.renew():
                outcome.problems.append("Stopped: another run has taken over.")
                return
            try:
                connection.open()
            except Exception as error:  # Whatever the mail backend of the site raises.
                logger.exception("The mail server does not answer")
                left = [each.recipient.email for each in planned[position:]]
                outcome.problems += [f"{address}: {_in_words(error)}" for address in left]
                return
            _send(digest, connection, outcome, report)
    finally:
        connection.close()


def _send(
    digest: Digest, connection: Any, outcome: Outcome, report: Callable[[Digest], None]
) -> None:
    try:
        send_digest(digest=digest, connection=connection)
    except Exception as error:  # As above.
        logger.exception("A reminder could not be sent to user %s", digest.recipient.pk)
        outcome.problems.append(f"{digest.recipient.email}: {_in_words(error)}")
        # The next mail gets a connection that nothing has happened to.
        connection.close()
        return
    note_sent(matters=digest.matters, recipient=digest.recipient, at=timezone.now())
    _count(outcome, digest)
    report(digest)


def _count(outcome: Outcome, digest: Digest) -> None:
    outcome.mails += 1
    outcome.matters += len(digest.matters)


def _finish(run: ReminderRun, outcome: Outcome) -> None:
    run.finished_at = timezone.now()
    run.mails, run.matters = outcome.mails, outcome.matters
    run.failures = len(outcome.problems)
    run.problems = "\n".join(outcome.problems)
    run.save()


def _in_words(error: Exception) -> str:
    """On one line, as a log or a report can show it."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
