"""``manage.py evidence_pack``: what proves that content was reviewed, as files for assessors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import swapper
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from headhealth.evidence.chosen_objects import (
    ObjectKey,
    everything_live,
    key_of_object,
    load_objects,
)
from headhealth.evidence.pack import make_packs
from headhealth.evidence.rendering.formats import FORMATS
from headhealth.evidence.rendering.pack_set import write_folder
from headhealth.evidence.rendering.pdf_pack import PDFUnavailable
from headhealth.review.reviewed_object import reviewed_model_of


class Command(BaseCommand):
    help = (
        "Write evidence packs: a file for each page or snippet, and an index. Existing files of "
        "the same name are replaced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument(
            "--page", nargs="+", type=int, metavar="ID", help="Pages, by their numbers."
        )
        chosen.add_argument("--all", action="store_true", help="Everything that is live.")
        parser.add_argument("--format", choices=FORMATS, default="html")
        parser.add_argument(
            "--output", type=Path, required=True, metavar="DIRECTORY", help="Made if need be."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only say what is written.")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = everything_live() if options["all"] else keys_of_pages(options["page"])
        if options["dry_run"]:
            for obj in load_objects(keys):
                self.stdout.write(f"{key_of_object(obj).model} {obj.pk}: {obj}")
            return
        folder = options["output"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            files = write_folder(make_packs(load_objects(keys)), FORMATS[options["format"]], folder)
            # None: only where a person is looking at it.
            written = sum(1 for _ in tqdm(files, total=len(keys), unit=" packs", disable=None))
        except (OSError, PDFUnavailable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{written} evidence packs in {folder}, listed in index.html.")


def keys_of_pages(pks: list[int]) -> list[ObjectKey]:
    """Raises ``CommandError`` where one is no page of health content."""
    pages = swapper.load_model("wagtailcore", "Page").objects.in_bulk(pks)
    wrong = [pk for pk in pks if pk not in pages or reviewed_model_of(pages[pk]) is None]
    if wrong:
        raise CommandError(f"No page of health content: {', '.join(map(str, wrong))}")
    return [key_of_object(pages[pk]) for pk in pks]
