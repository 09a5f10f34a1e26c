"""The database tables that a model writes to, whatever class it is."""

from __future__ import annotations

from django.db import models
from django.db.migrations.state import StateApps

from headhealth.review.reviewed_object import concrete_model

ModelClass = type[models.Model]


def lineage(model: ModelClass) -> list[ModelClass]:
    """The concrete model and all its concrete parents: each save writes a row of every one."""
    own = concrete_model(model)
    return [own, *(each for each in own._meta.get_parent_list() if not each._meta.proxy)]


def table_of(model: ModelClass) -> str:
    """The table of ``model``, spelt the same for all models over it."""
    return plain_name(model._meta.db_table)


def column_of(field: models.Field) -> str:
    """The column of ``field``, spelt the same for all models over the table."""
    return plain_name(field.column or "")


def plain_name(name: str) -> str:
    """The name of a table or column without quotes, schema and case.

    Django passes a quoted name on as it is, with a schema if it has one; SQLite knows no case.
    """
    return name.replace('"', "").rpartition(".")[2].lower()


def is_historical(model: ModelClass) -> bool:
    """Whether ``model`` is a model as a migration sees it."""
    return isinstance(model._meta.apps, StateApps)
