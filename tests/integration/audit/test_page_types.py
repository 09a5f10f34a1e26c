"""A health page that the database shows as a page of another type is found."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page

from headhealth.models import AToZPage, ConditionPage, TreatmentPage
from tests.integration.audit.auditing import audit, rows
from tests.testapp.models import PlainPage, StockConditionPage


def make_it(kind: type[Page], page: Page, **values: Any) -> None:
    """Store ``page`` as a page of ``kind``, with a row in the table of that type."""
    row = {
        field.column: page.pk if field.primary_key else values.get(field.name, "[]")
        for field in kind._meta.local_concrete_fields
    }
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {kind._meta.db_table} ({columns}) VALUES ({marks})"
        cursor.execute(statement, list(row.values()))
    set_type(kind, page)


def set_type(kind: type[Page], page: Page) -> None:
    kind_of_page = ContentType.objects.get_for_model(kind)
    rows(Page).filter(pk=page.pk).update(content_type=kind_of_page)


def drop_row(page: Page) -> None:
    with connection.cursor() as cursor:
        table = ConditionPage._meta.db_table
        cursor.execute(f"DELETE FROM {table} WHERE page_ptr_id = %s", [page.pk])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (PlainPage, {}),
        (AToZPage, {"listed_type": "headhealth.ConditionPage"}),
        (StockConditionPage, {"summary": "Take ten tablets."}),
    ],
)
@pytest.mark.parametrize("has_row", [True, False], ids=["", "row-gone"])
def test_health_page__of_an_unreviewed_type(has_row, kind, values, live):
    make_it(kind, live, **values)
    if not has_row:
        drop_row(live)
    run = audit()
    assert run.codes == ["type-changed"]
    assert "“Migraine”" in run.text and "was reviewed as “condition”" in run.text


def test_health_page__as_nothing_but_a_page(live):
    set_type(Page, live)
    assert audit().codes == ["type-changed"]


def test_alias__of_an_unreviewed_type(live):
    make_it(PlainPage, live.create_alias(update_slug="alias"))
    assert audit().codes == ["type-changed"]


def test_health_page__that_is_offline_is_no_finding(live):
    ConditionPage.objects.get(pk=live.pk).unpublish()
    set_type(Page, live)
    assert audit().codes == []


def test_health_page__of_another_reviewed_type(live):
    """Its row of that type is looked for as well."""
    set_type(TreatmentPage, live)
    assert sorted(audit().codes) == ["content-unreadable", "type-changed"]
