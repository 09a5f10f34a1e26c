"""``manage.py adopt_pages``, once, where content was live before it came under medical review."""

from __future__ import annotations

from typing import Any

import swapper
from django.core.management.base import BaseCommand, CommandError, CommandParser

from headhealth.management.arguments import add_answering, model_from, reason_of, user_with
from headhealth.management.covering import run_cover
from headhealth.review.covering.adopt_content import AdoptContent, adoptable_places

PERMISSION = "headhealth.add_adoption"


class Command(BaseCommand):
    help = (
        "Let pages and snippets stay public that were live before they came under medical review. "
        "They count as never reviewed. Exits with 1 when anything is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_answering(parser)
        parser.add_argument(
            "--model",
            action="append",
            metavar="APP.MODEL",
            help="Only objects of this kind; may be given several times.",
        )
        parser.add_argument(
            "--under", type=int, metavar="ID", help="Only this page and the pages below it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        decide = AdoptContent(
            user=user_with(PERMISSION, options),
            reason=reason_of(options),
            is_dry_run=options["dry_run"],
        )
        choice = {model_from(label): None for label in options["model"] or ()}
        run_cover(
            adoptable_places(choice or None, under=_page(options["under"])),
            decide,
            is_dry_run=decide.is_dry_run,
            is_verbose=options["verbosity"] > 1,
            verbs=("Adopted", "Would adopt"),
            write=self.stdout.write,
        )


def _page(pk: int | None) -> Any:
    if pk is None:
        return None
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=pk).first()
    if page is None:
        raise CommandError(f"There is no page {pk}.")
    return page
