"""How commands that cover content say what they do."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence

from django.core.management import CommandError
from tqdm import tqdm

from headhealth.review.covering.uncovered import Case, Decide, Place, cover, cover_size

LINES_SHOWN = 20
"""Differences of one object that are shown; how many more there are is said."""


def run_cover(
    places: Sequence[Place],
    decide: Decide,
    *,
    is_dry_run: bool,
    is_verbose: bool,
    verbs: tuple[str, str],
    write: Callable[[str], object],
) -> None:
    """Cover what is in ``places`` and tell of it; a ``CommandError`` where anything was refused.

    ``verbs`` say what is done in the past tense, and what would be.
    """
    counts: Counter[bool] = Counter()
    # None: only where a person is looking at it.
    with tqdm(total=cover_size(places), unit=" rows", leave=False, disable=None) as progress:
        for step in cover(places, decide, is_dry_run=is_dry_run):
            for case in step.cases:
                counts[case.is_covered] += 1
                if is_dry_run or is_verbose or not case.is_covered:
                    with tqdm.external_write_mode(file=sys.stdout):
                        _tell(case, write)
            progress.update(step.rows)
    write(f"{verbs[is_dry_run]}: {counts[True]}. Refused: {counts[False]}.")
    if counts[False]:
        raise CommandError(f"{counts[False]} refused")


def _tell(case: Case, write: Callable[[str], object]) -> None:
    write(case.text if case.is_covered else f"REFUSED {case.text}")
    for line in case.changes[:LINES_SHOWN]:
        write(f"    {line}")
    if more := len(case.changes) - LINES_SHOWN:
        if more > 0:
            write(f"    … and {more} more lines")
