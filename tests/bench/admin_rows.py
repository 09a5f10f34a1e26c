"""Which figures of the admin and of the jobs the table shows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.results import FEW, IN_PACKS, MANY, RE_REVIEWED, Results
from tests.bench.row import Row

ADMIN_LISTS = {
    "review report": "medical review report",
    "review report, overdue": "medical review report, overdue only",
    "review report as CSV": "medical review report as CSV",
    "dashboard": "dashboard",
    "explorer": "explorer",
    "explorer, overdue": "explorer, overdue only",
    "feedback": "queue of feedback",
    "comments": "queue of comments",
}
"""What they are called in the table."""
LIBRARY_JOBS = {
    "audit": "audit_live_pages",
    "reminders": "send_review_reminders",
    "policy": "apply_review_policy",
    "rebaseline": "rebaseline_reviews",
    "adopt": "adopt_pages",
}
"""Commands that go through everything that is live."""


def admin_rows(results: Results) -> Iterator[Row]:
    yield from _lists(results)
    yield from _jobs(results)


def _lists(results: Results) -> Iterator[Row]:
    for name, words in ADMIN_LISTS.items():
        few, many = (results.of(name, "queries", pages) for pages in (FEW, MANY))
        is_export = name.endswith("CSV")
        # An export asks once for each thousand rows, as many as SQLite looks up at once.
        most = few + 2 * MANY // 1000 if is_export else few
        yield Row(f"{words}, {MANY:,}: queries", many, most)
        goal = None if is_export else 1.5
        yield Row(f"{words}: {results.unit}, {MANY:,} of {FEW}", results.growth(name), goal)


def _jobs(results: Results) -> Iterator[Row]:
    for name, command in LIBRARY_JOBS.items():
        few, many = (results.jobs[pages][name] for pages in (FEW, MANY))
        yield Row(f"{command}, {MANY:,} pages: seconds", many["seconds"])
        yield Row(f"{command}, {MANY:,} pages: most memory, MB", many["memory"])
        growth = many["memory"] / few["memory"]
        yield Row(f"{command}: most memory, {MANY:,} pages of {FEW}", growth, 1.3)
    for name, words in (
        ("re-review", f"asking for the review of {RE_REVIEWED} of {MANY:,} pages"),
        ("evidence", f"evidence packs of {IN_PACKS} of {MANY:,} pages"),
    ):
        yield Row(f"{words}: seconds", results.jobs[MANY][name]["seconds"])
