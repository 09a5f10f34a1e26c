"""``manage.py rebaseline_reviews``, after a migration that rewrote content."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from headhealth.management.arguments import (
    add_answering,
    choice_from,
    reason_of,
    target_from,
    user_with,
)
from headhealth.management.covering import run_cover
from headhealth.review.covering.rebaseline_reviews import RebaselineReviews, rewritten_places

PERMISSION = "headhealth.add_rebaseline"


class Command(BaseCommand):
    help = (
        "After a migration that rewrote content without changing what it says: let the medical "
        "reviews go on covering it. Exits with 1 when anything is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_answering(parser)
        parser.add_argument(
            "--migration",
            metavar="APP.NAME",
            default="",
            help="What rewrote the content: an applied migration, kept in the records.",
        )
        parser.add_argument(
            "--only",
            action="append",
            metavar="APP.MODEL[:KEY]",
            help="Only these objects; may be given several times.",
        )
        parser.add_argument(
            "--accept-text-changes",
            action="append",
            default=[],
            metavar="APP.MODEL:KEY",
            help="Answer for this object although its words differ; may be given several times.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        decide = RebaselineReviews(
            user=user_with(PERMISSION, options),
            reason=reason_of(options),
            migration=_applied(options["migration"]),
            accepted=[_object(text) for text in options["accept_text_changes"]],
            is_dry_run=options["dry_run"],
        )
        run_cover(
            rewritten_places(choice_from(options["only"])),
            decide,
            is_dry_run=decide.is_dry_run,
            is_verbose=options["verbosity"] > 1,
            verbs=("Rebaselined", "Would rebaseline"),
            write=self.stdout.write,
        )


def _applied(name: str) -> str:
    """``name`` if it is that of an applied migration, or ""."""
    applied = {".".join(key) for key in MigrationRecorder(connection).applied_migrations()}
    if name and name not in applied:
        raise CommandError(f"No migration “{name}” has been applied; write it as “app.0001_name”.")
    return name


def _object(text: str) -> tuple[Any, str]:
    model, key = target_from(text)
    if key is None:
        raise CommandError(f"Name the object itself, such as “{text}:1”: its words differ.")
    return model, key
