"""Stored rows that a save meets, found by the keys that Django writes by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import AbstractPage

from headhealth.review.guarded_tables import (
    ModelClass,
    PartLink,
    Place,
    WrittenRow,
    object_tables,
    part_links,
    root_of,
)
from headhealth.review.model_tables import column_of, table_of
from headhealth.review.reviewed_object import reviewed_model, reviewed_models


class StoredRow(NamedTuple):
    """A row in the table of a root model, and what the database says that it is."""

    model: ModelClass | None
    """Its reviewed type, or None."""
    obj: Any
    """The whole object, where it is of a reviewed type and complete."""
    is_live: bool


class Owner(NamedTuple):
    """The object that a row is part of, and the relation that leads from it to the row."""

    place: Place
    relation: str


def clean_key(root: ModelClass, key: Any) -> Any:
    """The key as the database gives it, so that two of them can be compared."""
    try:
        return root._meta.pk.to_python(key)
    except (TypeError, ValidationError):
        return key


def written_key(row: WrittenRow, instance: models.Model) -> Any:
    """The key under which ``save()`` writes the row, None for one that the database gives.

    Django writes the row of a parent by the parent's own attribute, and by that of its child only
    where the parent's is None.
    """
    keys = (getattr(instance, name) for name in row.keys)
    return clean_key(row.root, next((key for key in keys if key is not None), None))


def keys_agree(row: WrittenRow, instance: models.Model) -> bool:
    """False where a save would write one object over another.

    Django fills the key of a parent from that of its child. The other way round, and where both
    are set and differ, the row of the parent is another object's.
    """
    keys = [clean_key(row.root, getattr(instance, name)) for name in row.keys]
    set_keys = keys[next((i for i, key in enumerate(keys) if key is not None), len(keys)) :]
    return all(key == set_keys[0] for key in set_keys)


def type_of_content(content_type_id: Any) -> ModelClass | None:
    """The reviewed model that a stored content type names, or None. Costs no query once known."""
    try:
        model = ContentType.objects.get_for_id(content_type_id).model_class()
    except ContentType.DoesNotExist:
        return None
    return reviewed_model(model)


def stored_row(
    root: ModelClass, key: Any, *, using: str, likely: ModelClass | None = None
) -> StoredRow | None:
    """The row of ``root`` with that key. One query where it is of the ``likely`` type, else two."""
    if key is None:
        return None
    if likely is not None:
        obj = find(likely, root, key, using=using)
        if obj is not None and _is_exactly(obj, likely):
            return StoredRow(likely, obj, obj.live)
    if not issubclass(root, AbstractPage):
        return _stored_derived(root, key, using)
    rows = rows_of(root, using).filter(pk=key)
    found = rows.values_list("content_type_id", "live").first()
    if found is None:
        return None
    model = type_of_content(found[0])
    return StoredRow(model, model and find(model, root, key, using=using), found[1])


def find(model: ModelClass, root: ModelClass, key: Any, *, using: str, **filters: Any) -> Any:
    """The object of ``model`` whose row in the table of ``root`` has that key, or None."""
    rows = rows_of(model, using).filter(**{root._meta.pk.name: key})
    return rows.filter(**filters).first()


def rows_of(model: ModelClass, using: str) -> models.QuerySet:
    """All stored rows, past the managers of the site, which may leave rows out."""
    return models.QuerySet(model, using=using)


def live_type(root: ModelClass, key: Any, *, using: str) -> ModelClass | None:
    """The reviewed type of a row that readers can see; None for any other row."""
    if issubclass(root, AbstractPage):
        rows = rows_of(root, using).filter(pk=key, live=True)
        type_ids = rows.values_list("content_type_id", flat=True)
        return next((type_of_content(each) for each in type_ids), None)
    stored = _stored_derived(root, key, using)
    return stored.model if stored is not None and stored.is_live else None


def owners_of(link: PartLink, key: Any, *, using: str) -> Iterator[Owner]:
    """The objects that a row with ``key`` in the field of ``link`` is part of.

    Found through stored rows: an object in memory may say otherwise.
    """
    if key is None:
        return
    table = table_of(link.parent)
    if table in object_tables():
        root = root_of(link.parent)
        yield Owner((root, clean_key(root, key)), link.relation)
    for above in part_links().get(table, ()):
        rows = rows_of(above.model, using).filter(pk=key)
        for parent_key in rows.values_list(above.field.attname, flat=True):
            yield from owners_of(above, parent_key, using=using)


def is_as_stored(
    stored: models.Model, instance: models.Model, names: Collection[str] | None = None
) -> bool:
    """Whether ``instance``, of whatever model over the tables of ``stored``, holds the same in all
    columns that both know, and none in other tables. ``names`` are the fields of ``instance`` that
    count, None for all."""
    known = _by_column(stored, None)
    tables = {table for table, _column in known}
    return all(
        place[0] in tables and known.get(place, value) == value
        for place, value in _by_column(instance, names).items()
    )


def _by_column(row: models.Model, names: Collection[str] | None) -> dict[tuple[str, str], Any]:
    return {
        (table_of(field.model), column_of(field)): getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.generated and (names is None or field.name in names)
    }


def _stored_derived(root: ModelClass, key: Any, using: str) -> StoredRow | None:
    """For tables that do not say what type a row is: the type that derives furthest."""
    models_ = [model for model in reviewed_models() if issubclass(model, root)]
    for model in sorted(models_, key=lambda each: -len(each._meta.get_parent_list())):
        if (obj := find(model, root, key, using=using)) is not None:
            return StoredRow(model, obj, obj.live)
    return None


def _is_exactly(obj: Any, model: ModelClass) -> bool:
    if isinstance(obj, AbstractPage):
        return type_of_content(obj.content_type_id) is model
    return not any(other is not model and issubclass(other, model) for other in reviewed_models())
