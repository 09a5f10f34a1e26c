"""A migrate run that rewrites what readers see says so, and fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Page

from tests import factories
from tests.testapp.models import ClinicPage, OpeningHours

NAME = "9999_rewrite"


@pytest.fixture
def clinic(committed: None, home: Page) -> ClinicPage:
    clinic = ClinicPage(title="Clinic", slug="clinic", summary="Rest.", live=False)
    clinic.body = [factories.text_section()]
    clinic.opening_hours = [OpeningHours(day="Monday")]
    home.add_child(instance=clinic)
    return factories.published(clinic, author=factories.editor(), approver=factories.reviewer())


@pytest.fixture
def migrate(committed: None, monkeypatch: Any) -> Iterator[Callable[..., str]]:
    """Run ``migrate`` with one more migration, of these operations."""
    load = MigrationLoader.load_disk

    def run(*operations: Any) -> str:
        migration = type("Migration", (migrations.Migration,), {"operations": list(operations)})

        def load_one_more(loader: Any) -> None:
            load(loader)
            names = [name for app, name in loader.disk_migrations if app == "testapp"]
            migration.dependencies = [("testapp", max(names))]
            loader.disk_migrations["testapp", NAME] = migration(NAME, "testapp")

        monkeypatch.setattr(MigrationLoader, "load_disk", load_one_more)
        out = StringIO()
        try:
            call_command("migrate", verbosity=0, stdout=out)
        except CommandError as error:
            return f"{out.getvalue()}{error}"
        return out.getvalue()

    yield run
    MigrationRecorder(connection).record_unapplied("testapp", NAME)


def rewriting(**fields: str) -> migrations.RunPython:
    def rewrite(apps: Any, schema_editor: Any) -> None:
        for page in apps.get_model("testapp", "ClinicPage").objects.all():
            for name, value in fields.items():
                setattr(page, name, value)
            page.save()

    return migrations.RunPython(rewrite)


def rewrite_rows(apps: Any, schema_editor: Any) -> None:
    apps.get_model("testapp", "OpeningHours").objects.update(day="Tuesday")


@pytest.mark.parametrize(
    "operation",
    [
        rewriting(summary="Walk."),
        migrations.RunPython(rewrite_rows),
        migrations.RunSQL("UPDATE testapp_clinicpage SET summary = 'Walk.'"),
        migrations.RunSQL("update testapp_clinicpage set summary = 'Walk.'; SELECT 1"),
    ],
    ids=["save of a historical model", "rows", "SQL", "several statements"],
)
def test_migration__that_rewrites_live_content_is_reported(operation, clinic, migrate):
    told = migrate(operation)
    assert "content-changed: “Clinic”" in told
    assert "1 of the pages and snippets in the tables that they wrote" in told
    assert ("testapp", NAME) in MigrationRecorder(connection).applied_migrations()


@pytest.mark.parametrize(
    "operation",
    [
        rewriting(view_count=7),
        migrations.RunSQL("UPDATE django_session SET session_data = ''"),
        migrations.RunPython(lambda apps, schema_editor: None),
    ],
    ids=["the same content", "another table", "nothing"],
)
def test_migration__that_rewrites_no_content_passes(operation, clinic, migrate):
    ClinicPage.objects.filter(pk=clinic.pk).update(live=True)
    assert migrate(operation) == ""


IN_ANY_DATABASE = [
    "UPDATE \"testapp_clinicpage\" SET summary = 'Walk.'",
    "/* All */ UPDATE testapp_clinicpage -- of them\nSET summary = 'Walk.'",
    "WITH b AS (SELECT 'Walk.' AS c) UPDATE testapp_clinicpage SET summary = (SELECT c FROM b)",
    "DELETE FROM testapp_openinghours",
]
IN_SQLITE = [
    "UPDATE main.testapp_clinicpage SET summary = 'Walk.'",
    'UPDATE "main"."testapp_clinicpage" SET summary = \'Walk.\'',
    "UPDATE [testapp_clinicpage] SET summary = 'Walk.'",
    "UPDATE OR REPLACE testapp_clinicpage SET summary = 'Walk.'",
    "REPLACE INTO testapp_openinghours (id, page_id, day) "
    "SELECT id, page_id, 'Tuesday' FROM testapp_openinghours",
    "INSERT OR REPLACE INTO testapp_openinghours (id, page_id, day) "
    "SELECT id, page_id, 'Tuesday' FROM testapp_openinghours",
]
IN_POSTGRESQL = [
    "SELECT 'C:\\'; UPDATE testapp_clinicpage SET summary = 'Walk.'",
    "UPDATE public.testapp_clinicpage SET summary = 'Walk.'",
    'UPDATE "public"."testapp_clinicpage" SET summary = \'Walk.\'',
    "UPDATE ONLY testapp_clinicpage SET summary = 'Walk.'",
    "UPDATE ONLY (public.testapp_clinicpage) SET summary = 'Walk.'",
    "UPDATE testapp_clinicpage * SET summary = 'Walk.'",
    "DELETE FROM ONLY testapp_openinghours",
    "TRUNCATE TABLE django_session, ONLY testapp_openinghours, testapp_openingtime",
    "TRUNCATE testapp_openinghours CASCADE",
    "MERGE INTO testapp_clinicpage USING (SELECT 'Walk.' AS c) b ON true "
    "WHEN MATCHED THEN UPDATE SET summary = c",
    "WITH b AS (UPDATE testapp_clinicpage SET summary = 'Walk.') SELECT 1",
    "DO $$ BEGIN EXECUTE 'UP' || $x$DATE testapp_clinicpage SET summary = 'Walk.'$x$; END $$",
]


@pytest.mark.parametrize(
    "sql",
    [*IN_ANY_DATABASE, *(IN_SQLITE if connection.vendor == "sqlite" else IN_POSTGRESQL)],
)
def test_migration__that_rewrites_live_content_with_any_sql_is_reported(sql, clinic, migrate):
    assert "content-changed: “Clinic”" in migrate(migrations.RunSQL(sql))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE django_session SET session_data = ''",
        "-- Not needed\nDELETE FROM django_session; SELECT 'UPDATE testapp_clinicpage'",
        "WITH b AS (SELECT summary FROM testapp_clinicpage) "
        "UPDATE django_session SET session_data = (SELECT summary FROM b)",
    ],
)
def test_migration__of_other_tables_is_not_told_what_was_wrong_before(sql, clinic, migrate):
    ClinicPage.objects.filter(pk=clinic.pk).update(summary="Walk.")
    assert migrate(migrations.RunSQL(sql)) == ""


def test_migration__that_rewrites_a_draft_passes(clinic, migrate):
    clinic.unpublish()
    assert migrate(rewriting(summary="Walk.")) == ""


def save_records(apps: Any, schema_editor: Any) -> None:
    for name in ("MedicalReview", "LedgerHead"):
        for record in apps.get_model("headhealth", name).objects.all():
            record.save()


def test_migration__may_save_records(clinic, migrate):
    """One that adds a field to them fills it."""
    assert migrate(migrations.RunPython(save_records)) == ""
    with pytest.raises(PermissionDenied):
        save_records(MigrationLoader(connection).project_state().apps, None)
