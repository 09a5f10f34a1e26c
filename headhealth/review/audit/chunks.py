"""Reading large tables a little at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet

CHUNK = 100
"""Rows that are in memory at once. A snapshot may have 100 kB."""

Row = TypeVar("Row")
Outcome = TypeVar("Outcome")


def chunks(rows: QuerySet) -> Iterator[list[Any]]:
    """The rows in the order of their keys; each chunk is one query, however far in it is."""
    rows = rows.order_by("pk")
    chunk = list(rows[:CHUNK])
    while chunk:
        yield chunk
        if len(chunk) < CHUNK:
            return
        chunk = list(rows.filter(pk__gt=chunk[-1].pk)[:CHUNK])


def key_chunks(rows: QuerySet) -> Iterator[list[Any]]:
    """The keys of the rows, in their order: for rows that perhaps cannot be loaded."""
    keys = rows.order_by("pk").values_list("pk", flat=True)
    chunk = list(keys[:CHUNK])
    while chunk:
        yield chunk
        if len(chunk) < CHUNK:
            return
        chunk = list(keys.filter(pk__gt=chunk[-1])[:CHUNK])


def slices(items: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """``items``, which are in memory, in slices of ``CHUNK``."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def one_by_one_if_need_be(
    rows: Sequence[Row],
    check: Callable[[Sequence[Row]], Outcome],
    give_up: Callable[[Row, Exception], Outcome],
) -> Iterator[Outcome]:
    """The outcome of ``check`` for all ``rows``; where it fails, one for each row.

    Those for which it fails alone have the outcome of ``give_up``. So one row that a hand wrote to
    the database, of a form that no code expects, does not hide the others from the audit.
    """
    try:
        yield check(rows)
    except Exception as error:
        if len(rows) > 1:
            for row in rows:
                yield from one_by_one_if_need_be([row], check, give_up)
        elif rows:
            yield give_up(rows[0], error)
