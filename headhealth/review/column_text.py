"""Text as the columns that hold it give it back, where a field stores another spelling."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connections, models
from django.utils.functional import Promise

from headhealth.review.content_fields import child_relations, content_fields


def take_column_text(obj: models.Model, names: Collection[str] | None, using: str) -> None:
    """Have ``obj`` and its child rows hold what saving them stores: a field may lower or strip.

    Without that, a revision says something else than the row that is published from it.
    ``names`` are the fields and child relations to be saved, None for all.
    """
    model = type(obj)
    for field in _text_fields(model):
        if names is None or field.name in names:
            _take(obj, field, using)
    in_memory = vars(obj).get("_cluster_related_objects", {})
    for name in content_fields(model).intersection(child_relations(model), in_memory):
        if names is None or name in names:
            for row in in_memory[name]:
                take_column_text(row, None, using)


def _text_fields(model: type[models.Model]) -> list[models.Field]:
    names = content_fields(model)
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in names and isinstance(field, models.CharField | models.TextField)
    ]


def _take(obj: models.Model, field: models.Field, using: str) -> None:
    value = vars(obj).get(field.attname)
    # Fields with a reading of their own, encrypted ones say, store what nobody is to see.
    if not isinstance(value, str | Promise) or hasattr(field, "from_db_value"):
        return
    stored = field.get_db_prep_save(field.pre_save(obj, obj._state.adding), connections[using])
    if isinstance(stored, str | None) and stored != value:
        setattr(obj, field.attname, stored)
