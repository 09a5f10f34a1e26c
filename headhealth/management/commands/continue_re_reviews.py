"""``manage.py continue_re_reviews``: what somebody asked for and did not stay with. For cron."""

from __future__ import annotations

import math
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headhealth.re_review.ask import left_unfinished, work_on


class Command(BaseCommand):
    help = (
        "Go on with requests for review, and with withdrawals of them, where the person who made "
        "them closed the page before all was done. Run it every hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what is left, and do nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for request in left_unfinished():
            cause = " ".join(request.cause.split())
            if options["dry_run"]:
                self.stdout.write(f"Not finished: “{cause}”.")
                continue
            progress = work_on(request, seconds=math.inf)
            failed += progress.failed
            self.stdout.write(f"Finished: “{cause}”, {progress.total} pages and snippets.")
        if failed:
            raise CommandError(f"Failed: {failed}. The log and the page of the request say why.")
