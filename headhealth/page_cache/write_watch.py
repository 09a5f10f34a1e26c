"""Watches every statement that Django sends, so that no write to the content goes unnoticed.

Signals would miss bulk updates, raw SQL and other models' tables; caches that views empty miss what
was forgotten. What does not pass through Django (psql, a database trigger) is not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections, transaction
from django.db.backends.signals import connection_created

from headhealth.page_cache.content_generation import TABLE, begin_generation
from headhealth.page_cache.write_statements import Effect, effect_of


class WriteWatch:
    """An execute wrapper of one connection."""

    def __init__(self) -> None:
        self._table_exists = False

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        connection = context["connection"]
        effect = effect_of(sql, connection, None if many else params)
        if effect is Effect.SCHEMA:
            self._table_exists = False
        if effect is not Effect.CONTENT or not self._has_table(connection):
            return execute(sql, params, many, context)
        if connection.in_atomic_block:
            begin_generation(connection)
            return execute(sql, params, many, context)
        connection.generation_is_new_for = None
        if not connection.get_autocommit():
            # A transaction by hand, whose end Django does not tell.
            begin_generation(connection)
            connection.generation_is_new_for = None
            return execute(sql, params, many, context)
        if connection.vendor == "sqlite" and "RETURNING" in str(sql):
            # It is not over before its rows are fetched, and SQLite commits the two together.
            result = execute(sql, params, many, context)
            begin_generation(connection)
            return result
        # Else the write would be public before the generation is another, and stay so if we stop
        # between the two.
        with transaction.atomic(using=connection.alias):
            begin_generation(connection)
            return execute(sql, params, many, context)

    def _has_table(self, connection: Any) -> bool:
        """Whether the migration that makes the table has been run."""
        if not self._table_exists:
            with connection.cursor() as cursor:
                self._table_exists = TABLE in connection.introspection.table_names(cursor)
        return self._table_exists


def watch_connections() -> None:
    """Called once, from ``ready()``: watch every connection that there is and will be."""
    connection_created.connect(_on_connection_created, dispatch_uid="hh_write_watch")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def _on_connection_created(sender: Any, connection: Any, **kwargs: Any) -> None:
    _watch(connection)


def _watch(connection: Any) -> None:
    wrappers = connection.execute_wrappers
    if not any(isinstance(wrapper, WriteWatch) for wrapper in wrappers):
        # Outermost. At the end it would be taken for the wrapper of whoever has put one on for a
        # while and connects meanwhile: Django takes off the last.
        wrappers.insert(0, WriteWatch())
