"""The cost of the publishing gate, in figures that can be compared between versions of the code.

Instructions are totals, no ratios. Those of the audit are for one page, from sites of two sizes, so
that the start of the command does not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.results import FEW, MANY, Results
from tests.bench.row import Row
from tests.bench.scratch import Scratch

MORE = 3 * FEW
_ACTIONS = {
    "save draft": "saving a draft",
    "approve": "approval that publishes",
    "publish again": "publishing what is approved",
}
_PAGES = {"full": "full page, rendered", "cache off": "full page, cache off"}


def measure_gate(scratch: Scratch) -> Results:
    """Takes callgrind, and twenty minutes, most of them to fill a site with ``MANY`` pages."""
    results = Results()
    for pages in (FEW, MORE):
        names = ["audit", *_ACTIONS, *_PAGES] if pages == FEW else ["audit"]
        database = scratch.sqlite(f"{pages}-pages")
        scratch.build(database, str(pages))
        results.figures[pages] = scratch.probe(names, database=database)
        results.instructions[pages] = scratch.instructions(names, database=database)
    database = scratch.sqlite(f"{MANY}-pages")
    scratch.build(database, str(MANY))
    results.jobs[MANY] = {"audit": scratch.job("audit", database=database)}
    return results


def gate_rows(results: Results) -> Iterator[Row]:
    counted = results.instructions
    for name, words in _ACTIONS.items():
        yield Row(f"{words}: instructions", counted[FEW][name])
        yield Row(f"{words}: queries", results.of(name, "queries", FEW))
    per_page = (counted[MORE]["audit"] - counted[FEW]["audit"]) // (MORE - FEW)
    yield Row("audit_live_pages: instructions for each page", per_page)
    for figure in ("seconds", "memory"):
        unit = "most memory, MB" if figure == "memory" else figure
        yield Row(f"audit_live_pages, {MANY:,} pages: {unit}", results.jobs[MANY]["audit"][figure])
    for name, words in _PAGES.items():
        yield Row(f"{words}: queries", results.of(name, "queries", FEW))
