"""``manage.py delete_old_reader_data``, for cron: personal data that was kept long enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from headhealth.comments.retention import forget_commenters
from headhealth.feedback.retention import forget_old_feedback
from headhealth.guest_reading.retention import forget_old_invitations
from headhealth.reader_forms.address_limits import forget_past_days

SERVICES: dict[str, Callable[..., int]] = {
    "texts and addresses in feedback": forget_old_feedback,
    "counts of past days": forget_past_days,
    "e-mail addresses and unseen comments of readers": forget_commenters,
    "addresses and unanswered invitations of guest readers": forget_old_invitations,
}
"""What is deleted, and the service that does it: takes ``dry_run``, returns how many there were."""


class Command(BaseCommand):
    help = "Delete personal data of readers that is older than HEADHEALTH_READER_DATA_KEPT_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be deleted; delete nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run = options["dry_run"]
        verb = "Would delete" if is_dry_run else "Deleted"
        for what, service in SERVICES.items():
            self.stdout.write(f"{verb} {what}: {service(dry_run=is_dry_run)}")
