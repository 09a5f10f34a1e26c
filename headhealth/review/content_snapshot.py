"""The public content of an object as data, and the object that such data describes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
    get_field_value,
    get_serializable_data_for_fields,
)

from headhealth.review.content_fields import child_relations, content_fields


def content_snapshot(
    obj: models.Model,
    stored: Mapping[str, Any] | None = None,
    *,
    only: Collection[str] | None = None,
) -> dict[str, Any]:
    """The public content of ``obj`` as JSON-ready data, from which the object can be rebuilt.

    ``stored`` gives fields as the database holds them, which are then not read from ``obj``;
    ``only`` names the fields and child relations that are wanted, all where it is None. A default
    that was read from a stream and is translated is in the site's own language.
    """
    names = content_fields(type(obj)).difference(stored or ())
    with translation.override(settings.LANGUAGE_CODE):
        data = {**_public_data(obj, names if only is None else names.intersection(only))}
        data.update(stored or {})
        return as_stored_json(data)


def as_stored_json(data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` as a revision gives it back once it is stored."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def _public_data(obj: models.Model, names: Collection[str]) -> dict[str, Any]:
    """The ``names`` of modelcluster's ``serializable_data``, without loading what does not count.

    Comments are child rows too, and a page that is only read would be asked for them.
    """
    data = {
        field.name: get_field_value(field, obj)
        for field in obj._meta.concrete_fields
        if field.name in names
    }
    for name in child_relations(type(obj)):
        if name in names:
            data[name] = [_row_data(row) for row in getattr(obj, name).all()]
    for field in get_all_child_m2m_relations(obj):
        if field.name in names:
            data[field.name] = [row.pk for row in getattr(obj, field.name).all()]
    return data


def _row_data(row: Any) -> dict[str, Any]:
    if hasattr(row, "serializable_data"):
        return row.serializable_data()
    return get_serializable_data_for_fields(row)


def restore_snapshot(model: type[models.Model], snapshot: dict[str, Any], pk: Any) -> Any:
    """An unsaved ``model`` instance that shows the content of ``snapshot`` and nothing else."""
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
    relations += [field.name for field in get_all_child_m2m_relations(model)]
    # Else rows that the snapshot does not know would be read from the database.
    empty: dict[str, Any] = {name: [] for name in content_fields(model) & set(relations)}
    return model.from_serializable_data({"pk": pk, **empty, **snapshot}, check_fks=False)
