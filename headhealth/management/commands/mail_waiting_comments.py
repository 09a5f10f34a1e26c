"""``manage.py mail_waiting_comments``: one mail to the moderators about new comments. For cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from headhealth.comments.waiting_mail import mail_waiting_comments


class Command(BaseCommand):
    help = "Tell moderators by e-mail about comments that wait and that no mail was about yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be sent; send nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        comments, mails = mail_waiting_comments(dry_run=options["dry_run"])
        prefix = "Would send" if options["dry_run"] else "Sent"
        self.stdout.write(f"{prefix} {mails} mails about {comments} new comments.")
