"""``manage.py send_review_reminders``: one mail to everybody who has to act. For cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headhealth.reminders.digest import Digest
from headhealth.reminders.digest_mail import facts, subject
from headhealth.reminders.send_reminders import plan_reminders, send_reminders


class Command(BaseCommand):
    help = (
        "Remind owners, their deputies, reviewers and those who lead of reviews that are due, late "
        "or waiting. Each is told of each stage once, so it can run as often as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Print who would be told what; send and write nothing.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run = options["dry_run"]
        self._is_verbose = is_dry_run or options["verbosity"] > 1
        outcome = (plan_reminders if is_dry_run else send_reminders)(report=self._report)
        if outcome.is_another_running:
            self.stdout.write("Another run is sending reminders; it goes on.")
            return
        for warning in outcome.warnings:
            self.stderr.write(self.style.WARNING(warning))
        verb = "Would send" if is_dry_run else "Sent"
        self.stdout.write(f"{verb} {outcome.mails} mails with {outcome.matters} reminders.")
        if outcome.problems:
            problems = "\n".join(outcome.problems)
            raise CommandError(f"These failed, and the next run tries again:\n{problems}")

    def _report(self, digest: Digest) -> None:
        self.stdout.write(f"{digest.recipient.email}: {subject(digest)}")
        if not self._is_verbose:
            return
        for section in digest.sections:
            self.stdout.write(f"  {section.heading}")
            for matter in section.matters:
                self.stdout.write(f"    {matter.content.title}. {facts(matter, digest.recipient)}")
