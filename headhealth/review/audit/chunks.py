"""Reading large tables a little at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

CHUNK = 100
"""Rows that are in memory at once. A snapshot may have 100 kB."""


def chunks(rows: QuerySet) -> Iterator[list[Any]]:
    """The rows in the order of their keys; each chunk is one query, however far in it is."""
    rows = rows.order_by("pk")
    chunk = list(rows[:CHUNK])
    while chunk:
        yield chunk
        if len(chunk) < CHUNK:
            return
        chunk = list(rows.filter(pk__gt=chunk[-1].pk)[:CHUNK])
