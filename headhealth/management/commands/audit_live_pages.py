"""``manage.py audit_live_pages``, for cron: is everything that readers see what was approved?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from headhealth.review.audit.audit_run import audit_size, audit_steps
from headhealth.review.audit.report import JSONReport, Report, TextReport
from headhealth.review.review_ledger import Link, newest_link

FORMATS: dict[str, type[Report]] = {"text": TextReport, "json": JSONReport}


class Command(BaseCommand):
    help = (
        "Verify that every live health page and snippet shows what a medical reviewer approved, "
        "and that nobody has tampered with the records. Exits with 1 when anything is found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="text", help="How to report.")
        parser.add_argument(
            "--known-end",
            type=link_from,
            metavar="NUMBER:HASH",
            help="The end of the ledger as an earlier audit printed it: it must still be there.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = FORMATS[options["format"]](self.stdout.write)
        # None: only where a person is looking at it.
        with tqdm(total=audit_size(), unit=" rows", leave=False, disable=None) as progress:
            for step in audit_steps(known=options["known_end"]):
                if step.findings:
                    with tqdm.external_write_mode(file=sys.stdout):
                        report.add(step)
                else:
                    report.add(step)
                progress.update(step.rows)
        report.finish(newest_link())
        if report.found:
            raise CommandError(f"{report.found} findings")


def link_from(text: str) -> Link:
    """For argparse: ``ValueError`` where ``text`` is none."""
    position, hash_ = text.split(":")
    return Link(int(position), hash_)
