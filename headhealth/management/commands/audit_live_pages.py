"""``manage.py audit_live_pages``, for cron: is everything that readers see what was approved?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from headhealth.conf import app_settings
from headhealth.reminders.ledger_end_mail import mail_ledger_end
from headhealth.review.anchoring.anchor_place import AnchorPlace, AnchorUnusableError
from headhealth.review.anchoring.chosen_place import anchor_place
from headhealth.review.anchoring.keep_end import Anchoring, keep_end
from headhealth.review.audit.audit_run import audit_size, audit_steps
from headhealth.review.audit.finding import OF_THE_CHAIN, Step
from headhealth.review.audit.report import AnchorState, JSONReport, Report, TextReport
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
            "--anchor",
            metavar="PATH",
            help=(
                "A file outside the database, or storage:ALIAS, that keeps the ends of the ledger. "
                "Every one in it must still be there; the new one is added. Default: "
                "HEADHEALTH_LEDGER_ANCHOR."
            ),
        )
        parser.add_argument(
            "--new-anchor",
            action="store_true",
            help="Begin an anchor although there was another, which was lost or kept elsewhere.",
        )
        parser.add_argument(
            "--known-end",
            type=link_from,
            metavar="NUMBER:HASH",
            help="The end of the ledger as an earlier audit printed it: it must still be there.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        place = chosen_anchor(options["anchor"], is_new=options["new_anchor"])
        report = FORMATS[options["format"]](self.stdout.write)
        end = newest_link()
        is_chain_sound = True
        # None: only where a person is looking at it.
        with tqdm(total=audit_size(), unit=" rows", leave=False, disable=None) as progress:
            for step in audit_steps(known=options["known_end"]):
                if step.findings:
                    is_chain_sound &= all(each.code not in OF_THE_CHAIN for each in step.findings)
                    with tqdm.external_write_mode(file=sys.stdout):
                        report.add(step)
                else:
                    report.add(step)
                progress.update(step.rows)
        anchoring = None
        if place is not None:
            anchoring = keep_end(
                place=place,
                end=end,
                found=report.found,
                is_chain_sound=is_chain_sound,
                may_begin=options["new_anchor"],
            )
            report.add(Step("lines of the anchor", anchoring.lines, anchoring.findings))
            if anchoring.end is not None:
                anchoring.problems += mail_ledger_end(end=anchoring.end, place=place.name)
        report.finish(end, anchor_state(anchoring))
        for problem in anchoring.problems if anchoring else []:
            self.stderr.write(self.style.WARNING(problem))
        if report.found:
            raise CommandError(f"{report.found} findings")


def chosen_anchor(option: str | None, *, is_new: bool) -> AnchorPlace | None:
    """The place that the option or the setting names; None where neither does."""
    name = app_settings.LEDGER_ANCHOR if option is None else option
    if not name:
        if is_new:
            raise CommandError("--new-anchor needs --anchor, or HEADHEALTH_LEDGER_ANCHOR.")
        return None
    try:
        return anchor_place(name, is_new=is_new)
    except AnchorUnusableError as error:
        raise CommandError(f"The anchor cannot be used. {error}") from error


def anchor_state(anchoring: Anchoring | None) -> AnchorState:
    if anchoring is None:
        sentence = _(
            "Nothing outside the database knows this end: set HEADHEALTH_LEDGER_ANCHOR, or a "
            "ledger that is rewritten as a whole is not found."
        )
        return AnchorState(sentence, None)
    if anchoring.is_written:
        sentence = _("The end was written to %(place)s.")
    elif anchoring.end is not None:
        sentence = _("%(place)s holds the end.")
    else:
        sentence = _("No end was written to %(place)s.")
    facts = {
        "place": anchoring.place,
        "lines": anchoring.lines + anchoring.is_written,
        "is_written": anchoring.is_written,
        "end": str(anchoring.end) if anchoring.end else None,
        "problems": anchoring.problems,
    }
    return AnchorState(sentence % {"place": anchoring.place}, facts)


def link_from(text: str) -> Link:
    """For argparse: ``ValueError`` where ``text`` is none."""
    position, hash_ = text.split(":")
    return Link(int(position), hash_)
