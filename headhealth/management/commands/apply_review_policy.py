"""``manage.py apply_review_policy``: what the policy does by itself. For cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headhealth.policy_actions.late_review import LateReview
from headhealth.policy_actions.policy_run import Summary, apply_review_policy


class Command(BaseCommand):
    help = (
        "Take down what the review policy of its site does not leave up: pages whose review is "
        "late by more than so many days, and urgent changes that nobody reviewed in time. Both "
        "are off by default. Run it every hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be taken down, and do nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._is_dry = options["dry_run"]
        summary = apply_review_policy(report=self._report, dry_run=self._is_dry)
        self.stdout.write(_in_words(summary, self._is_dry))
        if summary.failed:
            raise CommandError(f"Could not be taken down: {summary.failed}. The log says why.")

    def _report(self, obj: Any, late: LateReview, is_done: bool) -> None:
        doing = "Would be taken down" if self._is_dry else "Taken down"
        said = doing if is_done else "Could not be taken down"
        kind = obj._meta.model_name
        title = " ".join(str(obj).split())
        self.stdout.write(
            f"{said}: “{title}” ({kind} {obj.pk}): {late.cause.label}, due by {late.due}."
        )


def _in_words(summary: Summary, is_dry: bool) -> str:
    if summary.is_another_running:
        return "Another run is applying the policy; it goes on."
    count = summary.taken_down.total()
    doing = "would be taken down" if is_dry else "taken down"
    return f"Late reviews: {summary.late}. Of these {doing}: {count}."
