"""Data migrations, and the commands that make good what they did to the records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from types import SimpleNamespace
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import (
    RenameStreamChildrenOperation,
    RenameStructChildrenOperation,
)

from headhealth.review.migration_watch import begin_migrating, take_watch

EXPANDER = ("expander", {"summary": "In detail", "text": "<p>Drink <b>water</b>.</p>"})
"""What ``make_sections`` makes a section of."""

APPLIED = "headhealth.0001_initial"


def make_sections(model: Any) -> None:
    """The migration of a site: expanders in the body become sections, with the same words."""
    migrate_stream(
        model,
        (RenameStructChildrenOperation("summary", "heading"), "expander"),
        (RenameStreamChildrenOperation("expander", "text_section"), ""),
    )


def migrate_stream(model: Any, *operations: Any) -> None:
    """Wagtail's own operation, which rewrites the rows and their revisions past the models."""
    migration = MigrateStreamData(
        app_name=model._meta.app_label,
        model_name=model._meta.object_name,
        field_name="body",
        operations_and_block_paths=list(operations),
    )
    apps = MigrationLoader(connection).project_state().apps
    migration.migrate_stream_data_forward(apps, SimpleNamespace(connection=connection))


@contextmanager
def migrating() -> Iterator[None]:
    """As while ``migrate`` applies a migration: models of migrations may write records."""
    begin_migrating(connection.alias, plan=["any"])
    try:
        yield
    finally:
        take_watch(connection.alias)


def run(command: str, *arguments: str, user: Any, reason: str = "Blocks renamed") -> Any:
    """Exit status and output."""
    output, status = StringIO(), 0
    answering = [f"--user={user.get_username()}", f"--reason={reason}"]
    try:
        call_command(command, *answering, *arguments, stdout=output)
    except CommandError as error:
        status = error.returncode
        output.write(str(error))
    return SimpleNamespace(status=status, text=output.getvalue())
