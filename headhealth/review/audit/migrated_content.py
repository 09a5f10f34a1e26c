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
from django.db import router

from headhealth.review.audit.finding import Finding, FindingCode
from headhealth.review.audit.live_objects import check_live_objects
from headhealth.review.guarded_tables import models_shown_in
from headhealth.review.medical_review import MedicalReview
from headhealth.review.migration_watch import are_applied, take_watch
from headhealth.upkeep_step import DEFAULTS, UpkeepStep


def end_migrating(using: str, stdout: Any = None) -> None:
    """Raise ``CommandError`` where readers see something else than the records allow."""
    watch = take_watch(using)
    if watch is None or router.db_for_write(MedicalReview) != using:
        return
    write = (stdout or sys.stdout).write
    models = models_shown_in(watch.tables)
    if not models:
        return
    if not are_applied(using):
        write("headhealth: run audit_live_pages when all migrations are applied.\n")
        return
    installed = UpkeepStep.objects.using(using).filter(name=DEFAULTS)
    is_installed_now = installed.filter(done_at__gte=watch.since).exists()
    found = 0
    for finding in _findings(models, is_installed_now):
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


def _findings(models: list[Any], is_installed_now: bool) -> Iterator[Finding]:
    for model in models:
        for step in check_live_objects(model, set()):
            for finding in step.findings:
                # A site adopts its content after it has installed the app.
                if not (is_installed_now and finding.code is FindingCode.NEVER_REVIEWED):
                    yield finding
