"""Acts: what people do in the review, and the only code that writes the records of it.

A record counts because the ledger says who did what. So it is written by the act that it is a
record of, never by a save: each act names the one row that it writes, and any other is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, models
from django.dispatch import Signal
from django.utils.translation import gettext as _

from headhealth.review.append_only import never_deleted, plural_name
from headhealth.review.migration_watch import is_migrating
from headhealth.review.model_tables import ModelClass, is_historical
from headhealth.review.open_blocks import OpenBlocks
from headhealth.review.record_tables import record_model

recorded = Signal()
"""Sent when an act is in the ledger: ``sender`` the model, ``record``, ``kind`` of the entry."""

_written: OpenBlocks[models.Model] = OpenBlocks("headhealth_written")


@contextmanager
def writing(row: models.Model) -> Iterator[None]:
    """Let exactly ``row`` be written, for the duration of the block."""
    with _written.opened(row):
        yield


def check_act(row: models.Model, model: ModelClass | None = None) -> None:
    """Raise ``PermissionDenied`` where no act writes ``row``, a record of ``model``."""
    if not any(each is row for each in _written.values):
        raise PermissionDenied(
            _("%(records)s are written only by the actions that they record, and never directly.")
            % {"records": plural_name(model or row)}
        )


def guard_record(
    sender: ModelClass,
    instance: models.Model,
    raw: bool = False,
    using: str = DEFAULT_DB_ALIAS,
    **kwargs: Any,
) -> None:
    """Hears every save, of whatever class: of a record, an entry or the head. Fixtures too."""
    if (model := _guarded_model(sender, using)) is None:
        return
    if raw:
        raise PermissionDenied(
            _(
                "%(records)s are not loaded from a fixture, as the ledger could not vouch for "
                "them. Bring them back with the database's own tools, all tables together."
            )
            % {"records": plural_name(model)}
        )
    check_act(instance, model)


def guard_record_deletion(sender: ModelClass, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Hears deletions of records, of whatever class: nothing deletes one."""
    if (model := _guarded_model(sender, using)) is not None:
        raise never_deleted(model)


def _guarded_model(sender: ModelClass, using: str) -> ModelClass | None:
    """The model of the records that ``sender`` writes; None for none, and in a migration."""
    model = record_model(sender)
    is_migrated = model is not None and is_historical(sender) and is_migrating(using)
    return None if is_migrated else model
