"""Loads what is part of reviewed objects for many of them at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.fields import StreamField

from headhealth.review.content_fields import content_fields


def stored_streams(model: type[models.Model], objects: Sequence[Any]) -> dict[Any, dict[str, str]]:
    """The stream fields of ``objects``, by their keys, as the text that the database holds.

    Wagtail drops blocks of unknown types on loading. One query; none for a model without streams.
    """
    names = content_fields(model)
    fields = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, StreamField) and field.name in names
    ]
    if not fields:
        return {}
    texts = {f"_stored_{name}": Cast(name, models.TextField()) for name in fields}
    rows = model._base_manager.filter(pk__in=[obj.pk for obj in objects])
    return {
        pk: dict(zip(fields, map(_stream_text, stored), strict=True))
        for pk, *stored in rows.annotate(**texts).values_list("pk", *texts)
    }


def _stream_text(stored: str | None) -> str:
    """The stored text of a stream, also where an update stored it once more as a JSON string.

    A column that a migration added may hold nothing yet.
    """
    if stored is None:
        return "[]"
    return json.loads(stored) if stored.startswith('"') else stored


def load_parts(objects: Sequence[Any]) -> None:
    """Give ``objects``, all of one model, their child rows and relations as they are stored.

    One query for each relation at each depth. Taking their snapshots then takes none.
    """
    if objects:
        model: type[models.Model] = type(objects[0])
        _load(objects, content_fields(model))


def _load(objects: Sequence[Any], names: frozenset[str] | None = None) -> None:
    """``names`` None stands for every relation: all of a child row counts."""
    model = type(objects[0])
    for relation in get_all_child_relations(model):
        if (name := relation.get_accessor_name()) and (names is None or name in names):
            rows = _child_rows(relation, objects)
            _give(objects, name, rows)
            if children := [row for of_one in rows.values() for row in of_one]:
                _load(children)
    for field in get_all_child_m2m_relations(model):
        if names is None or field.name in names:
            _give(objects, field.name, _related(field, objects))


def _child_rows(relation: Any, objects: Sequence[Any]) -> dict[Any, list[Any]]:
    key = relation.field
    rows = defaultdict(list)
    # The manager that the relation itself would ask.
    for row in relation.related_model._default_manager.filter(**{f"{key.name}__in": objects}):
        rows[getattr(row, key.attname)].append(row)
    return rows


def _related(field: Any, objects: Sequence[Any]) -> dict[Any, list[Any]]:
    """Only the keys of the related objects count, so nothing else of them is read."""
    through = field.remote_field.through
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    pairs = through._default_manager.filter(**{f"{source}__in": objects})
    rows = defaultdict(list)
    for owner, related in pairs.values_list(source, target):
        rows[owner].append(field.related_model(pk=related))
    return rows


def _give(objects: Sequence[Any], name: str, rows: dict[Any, list[models.Model]]) -> None:
    """As modelcluster keeps rows that were changed and not saved yet: in memory."""
    for obj in objects:
        held = vars(obj).setdefault("_cluster_related_objects", {})
        held[name] = rows.get(obj.pk, [])
