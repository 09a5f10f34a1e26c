"""Records are guarded in their tables, whatever model writes to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from headhealth.models import LedgerEntry, LedgerHead, MedicalReview
from tests.integration.audit.auditing import audit, rows

DIRECTLY = "are written only by the actions that they record"


def over(table: str) -> Callable[[Any], Any]:
    """A model of another app, defined late, with the columns of the model, over ``table``."""

    def foreign(model: Any) -> Any:
        fields: dict[str, Any] = {
            field.attname: _plain(field) for field in model._meta.concrete_fields
        }
        meta = type(
            "Meta",
            (),
            {
                "managed": False,
                "db_table": table.format(model._meta.db_table),
                "app_label": "testapp",
                "apps": Apps(),
            },
        )
        return type("Foreign", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})

    return foreign


def _plain(field: Any) -> models.Field:
    """The column alone, without a relation."""
    kind: Any = type(field) if field.remote_field is None else models.BigIntegerField
    options = {"max_length": field.max_length} if field.max_length else {}
    is_key = field.primary_key
    return kind(db_column=field.column, null=field.null, primary_key=is_key, **options)


def in_capitals(model: Any) -> Any:
    """SQLite takes it for the same table."""
    return over(model._meta.db_table.upper())(model)


def historical(model: Any) -> Any:
    """The model as migrations see it, while none runs."""
    apps = MigrationLoader(connection).project_state().apps
    return apps.get_model(model._meta.app_label, model._meta.model_name)


def late_proxy(model: Any) -> Any:
    meta = type("Meta", (), {"proxy": True, "app_label": "testapp", "apps": Apps()})
    return type("LateProxy", (model,), {"__module__": __name__, "Meta": meta})


CLASSES = {
    "unmanaged": over("{}"),
    "quoted": over('"{}"'),
    "historical": historical,
}
if connection.vendor == "sqlite":
    CLASSES["in capitals"] = in_capitals


def values_of(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("way", CLASSES)
@pytest.mark.parametrize("model", [MedicalReview, LedgerEntry, LedgerHead])
def test_row__is_not_written_by_way_of_another_class(model, way, live):
    foreign = CLASSES[way](model)
    row = rows(model).order_by("-pk").first()
    key = row.pk + 1
    copied = {**values_of(row), model._meta.pk.attname: key}
    stored = foreign(**values_of(row))
    for forbidden in (
        lambda: foreign(**copied).save(),
        lambda: foreign._base_manager.create(**copied),
        lambda: foreign(**copied).save_base(force_insert=True),
        lambda: foreign(**copied).save_base(raw=True),
        stored.save,
    ):
        with pytest.raises(PermissionDenied, match=f"{DIRECTLY}|not loaded"), transaction.atomic():
            forbidden()
    assert not rows(model).filter(pk=key).exists()
    assert audit().status == 0


@pytest.mark.parametrize("define", [over("{}"), late_proxy, lambda model: model])
@pytest.mark.parametrize("model", [MedicalReview, LedgerEntry, LedgerHead])
def test_row__is_not_deleted_by_way_of_another_class(model, define, live):
    late = define(model)
    row = rows(late).order_by("-pk").first()
    for forbidden in (row.delete, lambda: models.Model.delete(row), rows(late).all().delete):
        with pytest.raises(PermissionDenied, match="are never deleted"), transaction.atomic():
            forbidden()
    assert audit().status == 0
