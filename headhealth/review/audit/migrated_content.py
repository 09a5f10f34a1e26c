"""Content that data migrations wrote, compared with its records.

The guard does not judge the models of a migration: a content migration may have to rewrite what is
live. What a migrate run wrote is judged at its end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connections, router
from django.db.migrations.executor import MigrationExecutor

from headhealth.review.audit.finding import Finding, FindingCode
from headhealth.review.audit.live_objects import check_live_objects
from headhealth.review.guarded_tables import models_shown_in
from headhealth.review.medical_review import MedicalReview
from headhealth.review.migration_watch import take_watch


def end_migrating(using: str, plan: Any, stdout: Any = None) -> None:
    """Raise ``CommandError`` where readers see something else than the records allow."""
    watch = take_watch(using)
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


def _is_half_way(using: str) -> bool:
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
