"""Rules about the anchor: a usable place, and an audit that still writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from django.core import checks
from django.db import DatabaseError

from headhealth.conf import app_settings
from headhealth.review.anchoring.ledger_anchor import RESTS, newest_anchor
from headhealth.review.review_ledger import LedgerEntry

CRON = "Run `manage.py audit_live_pages` every night, from cron for example."
SET = (
    "Set HEADHEALTH_LEDGER_ANCHOR to a file that the owner of the database cannot write, or to "
    "'storage:ALIAS'."
)


def check_anchor_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E007: time stamps are wanted, and the library for them is missing."""
    if not app_settings.TIMESTAMP_URL or find_spec("rfc3161_client"):
        return []
    return [
        checks.Error(
            "HEADHEALTH_TIMESTAMP_URL is set, and rfc3161-client is not installed: no end of the "
            "ledger gets a time stamp.",
            hint="pip install 'headhealth[timestamp]'",
            id="headhealth.E007",
        )
    ]


def check_ledger_anchor(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """W007: the end of the ledger was not written outside the database for a week, or ever.

    Needs the database: `check --database default`. A site without a record needs no anchor yet.
    """
    if not databases:
        return []
    try:
        return list(_warnings())
    except DatabaseError:  # The tables are not there yet.
        return []


def _warnings() -> Iterator[checks.CheckMessage]:
    anchor = newest_anchor()
    hint = f"{CRON} Read what it finds." if app_settings.LEDGER_ANCHOR else SET
    if anchor is None:
        if LedgerEntry.objects.exists():
            yield _warning(
                "Nothing outside the database knows where the review ledger ends: one that is "
                "rewritten as a whole is not found.",
                hint,
            )
    elif anchor.is_stale:
        yield _warning(
            f"No audit has found the review ledger sound and its end in the anchor for more than "
            f"{RESTS.days} days: the last did on {anchor.confirmed_at:%Y-%m-%d}.",
            hint,
        )


def _warning(text: str, hint: str) -> checks.CheckMessage:
    return checks.Warning(text, hint=hint, id="headhealth.W007")
