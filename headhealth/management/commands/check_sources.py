"""``manage.py check_sources``: do the addresses of sources still lead to them? For cron."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from headhealth.snippets.source import Source
from headhealth.source_checks.answer import Answer, Problem
from headhealth.source_checks.ask import Manners
from headhealth.source_checks.check_run import Summary, check_sources
from headhealth.source_checks.source_link import LinkState
from headhealth.source_checks.user_agent import user_agent


class Command(BaseCommand):
    help = (
        "Ask the addresses of sources, the oldest check first, and keep what came of it. Broken "
        "links are findings, not failures: the exit code is 0."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--max", type=_positive, default=200, help="Sources in this run at most (%(default)s)."
        )
        parser.add_argument(
            "--older-than",
            type=_whole,
            default=7,
            metavar="DAYS",
            help="Leave out what was checked within so many days (%(default)s).",
        )
        parser.add_argument(
            "--hosts", type=_positive, default=4, help="Hosts asked at the same time (%(default)s)."
        )
        parser.add_argument(
            "--pause",
            type=_seconds,
            default=Manners.pause,
            metavar="SECONDS",
            help="Between two requests to one host (%(default)s).",
        )
        parser.add_argument(
            "--allow-private",
            action="store_true",
            help="Also ask addresses in private networks, and this machine's own.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._is_verbose = options["verbosity"] > 1
        manners = Manners(
            user_agent=user_agent(),
            allow_private=options["allow_private"],
            pause=options["pause"],
        )
        summary = check_sources(
            manners=manners,
            most=options["max"],
            older_than_days=options["older_than"],
            hosts_at_once=options["hosts"],
            report=self._report,
        )
        self.stdout.write(_in_words(summary))

    def _report(self, source: Source, state: LinkState, answer: Answer, summary: Summary) -> None:
        if state == LinkState.WORKS and not self._is_verbose:
            return
        why = Problem(answer.problem).label if answer.problem else answer.status
        place = f"{summary.checked}/{summary.due}"
        line = f"[{place}] {state.label} ({why}): {source.title} <{source.address}>"
        self.stdout.write(f"{line} now at <{answer.moved_to}>" if answer.moved_to else line)


def _in_words(summary: Summary) -> str:
    if summary.is_another_running:
        return "Another run is checking sources; it goes on."
    counts = [f"{state.label}: {n}." for state in LinkState if (n := summary.states[state])]
    words = [f"Checked {summary.checked} of {summary.due} sources that were due.", *counts]
    if summary.postponed:
        words.append(f"Left to a later run: {summary.postponed}.")
    if summary.is_offline:
        words.append("Nobody answered at all: nothing was kept. Is this machine online?")
    return " ".join(words)


def _whole(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 36500:
        raise ArgumentTypeError(f"{text} is not a number of days from 0 to 36500")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 3600:
        raise ArgumentTypeError(f"{text} is not a number of seconds from 0 to 3600")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 100_000:
        raise ArgumentTypeError(f"{text} is not from 1 to 100000")
    return number
