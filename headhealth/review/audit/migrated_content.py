"""Content that data migrations wrote, compared with its records.

The guard does not judge the models of a migration: a content migration may have to rewrite what is
live. So the statements of a migrate run are watched, and what they wrote is judged at its end.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connections, router
from django.db.migrations.executor import MigrationExecutor

from headhealth.page_cache.write_statements import written_tables
from headhealth.review.audit.finding import Finding, FindingCode
from headhealth.review.audit.live_objects import check_live_objects
from headhealth.review.guarded_tables import models_shown_in, object_tables, part_links
from headhealth.review.medical_review import MedicalReview


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
        written = written_tables(sql, context["connection"])
        self.tables |= known if written is None else known & written
        return execute(sql, params, many, context)


def begin_migrating(using: str, plan: Any) -> None:
    """Watch what the migrations of ``plan`` write. May be called more than once for a run."""
    wrappers = connections[using].execute_wrappers
    if plan and not any(isinstance(wrapper, MigrationWatch) for wrapper in wrappers):
        # The outermost: whoever puts one on for a while takes off the last.
        wrappers.insert(0, MigrationWatch())


def end_migrating(using: str, plan: Any, stdout: Any = None) -> None:
    """Raise ``CommandError`` where readers see something else than the records allow."""
    watch = _take_watch(using)
    if watch is None or router.db_for_write(MedicalReview) != using:
        return
    write = (stdout or sys.stdout).write
    models = models_shown_in(watch.tables)
    if not models:
        return
    if _is_half_way(using):
        write("headhealth: run audit_live_pages when all migrations are applied.\n")
        return
    found = 0
    for finding in _findings(models, plan):
        write(f"{finding.code}: {finding.text}\n")
        found += 1
    if found:
        raise CommandError(
            f"The migrations are applied, but {found} of the pages and snippets in the tables that "
            "they wrote are live without a record that allows it."
        )


def is_last(app_config: Any) -> bool:
    """Whether ``post_migrate`` is sent for no app after this one."""
    senders = [each for each in apps.get_app_configs() if each.models_module is not None]
    return app_config is senders[-1]


def _findings(models: list[Any], plan: Any) -> Iterator[Finding]:
    is_installed_now = any(
        migration.app_label == "headhealth" and migration.name == "0001_initial"
        for migration, _is_backwards in plan
    )
    for model in models:
        for step in check_live_objects(model, set()):
            for finding in step.findings:
                # A site adopts its content after it has installed the app.
                if not (is_installed_now and finding.code is FindingCode.NEVER_REVIEWED):
                    yield finding


def _take_watch(using: str) -> MigrationWatch | None:
    wrappers = connections[using].execute_wrappers
    watch = next((each for each in wrappers if isinstance(each, MigrationWatch)), None)
    if watch is not None:
        wrappers.remove(watch)
    return watch


def _is_half_way(using: str) -> bool:
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
