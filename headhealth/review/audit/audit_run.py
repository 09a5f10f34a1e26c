"""One audit: the ledger first, as what it cannot vouch for covers nothing."""

from __future__ import annotations

from collections.abc import Iterator

from headhealth.review.audit.finding import Step
from headhealth.review.audit.ledger_chain import verify_entries
from headhealth.review.audit.ledger_records import find_unentered
from headhealth.review.audit.live_objects import check_live_objects, live_rows
from headhealth.review.audit.schedules import check_schedules, scheduled_revisions
from headhealth.review.audit.shown_things import check_dependencies
from headhealth.review.dependency import Dependency
from headhealth.review.ledgered_record import ledgered_models
from headhealth.review.review_ledger import LedgerEntry, Link
from headhealth.review.reviewed_object import reviewed_models


def audit_steps(*, known: Link | None = None) -> Iterator[Step]:
    """The whole audit, a chunk at a time. ``known`` is the end of the ledger at an earlier one."""
    distrusted: set[tuple[str, int]] = set()
    yield from ledger_steps(distrusted, known=known)
    for model in reviewed_models():
        yield from check_live_objects(model, distrusted)
    yield from check_dependencies()
    yield from check_schedules(distrusted)


def ledger_steps(distrusted: set[tuple[str, int]], *, known: Link | None = None) -> Iterator[Step]:
    """Verifies every record. Those that the ledger cannot vouch for are added to ``distrusted``."""
    yield from verify_entries(distrusted, known)
    yield from find_unentered(distrusted)


def audit_size() -> int:
    """How many rows ``audit_steps`` is going to check."""
    tables = [
        *(live_rows(model) for model in reviewed_models()),
        Dependency.objects.all(),
        scheduled_revisions(),
    ]
    return ledger_size() + sum(table.count() for table in tables)


def ledger_size() -> int:
    """How many rows ``ledger_steps`` is going to check."""
    records = [model._base_manager.all() for model in ledgered_models()]
    return sum(table.count() for table in [LedgerEntry.objects.all(), *records])
