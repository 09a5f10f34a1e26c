"""Watches the statements of a migrate run: which tables of reviewed content it writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections

from headhealth.page_cache.written_tables import sql_text, written_tables
from headhealth.review.guarded_tables import object_tables, part_links
from headhealth.review.model_tables import plain_name


class MigrationWatch:
    """An execute wrapper that notes which tables of reviewed content are written."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        known = object_tables().keys() | part_links().keys()
        written = written_tables(sql_text(sql, context["connection"]))
        self.tables |= known if written is None else known & {*map(plain_name, written)}
        return execute(sql, params, many, context)


def begin_migrating(using: str, plan: Any) -> None:
    """Watch what the migrations of ``plan`` write. May be called more than once for a run."""
    if plan and not is_migrating(using):
        # The outermost: whoever puts one on for a while takes off the last.
        connections[using].execute_wrappers.insert(0, MigrationWatch())


def is_migrating(using: str) -> bool:
    """Whether migrations are being applied on the connection of this thread."""
    return _watch(using) is not None


def take_watch(using: str) -> MigrationWatch | None:
    """End the watch and return it; None where no migrations were applied."""
    if (watch := _watch(using)) is not None:
        connections[using].execute_wrappers.remove(watch)
    return watch


def _watch(using: str) -> MigrationWatch | None:
    wrappers = connections[using].execute_wrappers
    return next((each for each in wrappers if isinstance(each, MigrationWatch)), None)
