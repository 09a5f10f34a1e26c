"""Acts: what people do in the review, and the only code that writes the records of it.

A record counts because the ledger says who did what. So it is written by the act that it is a
record of, never by a save: each act names the one row that it writes, and any other is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext as _

from headhealth.review.append_only import AppendOnly, plural_name

recorded = Signal()
"""Sent when an act is in the ledger: ``sender`` the model, ``record``, ``kind`` of the entry."""

_written: ContextVar[tuple[models.Model, ...]] = ContextVar("headhealth_written", default=())


@contextmanager
def writing(row: models.Model) -> Iterator[None]:
    """Let exactly ``row`` be written, for the duration of the block."""
    token = _written.set((*_written.get(), row))
    try:
        yield
    finally:
        _written.reset(token)


def check_act(row: models.Model) -> None:
    """Raise ``PermissionDenied`` where no act writes ``row``."""
    if not any(each is row for each in _written.get()):
        raise PermissionDenied(
            _("%(records)s are written only by the actions that they record, and never directly.")
            % {"records": plural_name(row)}
        )


def guard_record(sender: Any, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    """Hears every save, fixtures and proxies included: of a record, an entry or the head."""
    if not isinstance(instance, AppendOnly):
        return
    if raw:
        raise PermissionDenied(
            _(
                "%(records)s are not loaded from a fixture, as the ledger could not vouch for "
                "them. Bring them back with the database's own tools, all tables together."
            )
            % {"records": plural_name(instance)}
        )
    check_act(instance)
