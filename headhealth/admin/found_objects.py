"""The objects that records are about, for lists of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models.fields.json import KeyTextTransform
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin


def find_objects(records: Iterable[Any]) -> None:
    """Give each record the object that it is about as ``obj``, by one query for each type.

    A record has ``content_type_id`` and ``object_id``. The object is None where it was deleted. It
    comes without its streams, and with what its latest revision is called; ``draft_tier`` is the
    risk tier there, if any.
    """
    by_type: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        record.obj = None
        by_type[record.content_type_id].append(record)
    for type_id, of_type in by_type.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is None:
            continue
        found = _objects_of(model).in_bulk([record.object_id for record in of_type])
        for record in of_type:
            record.obj = found.get(model._meta.pk.to_python(record.object_id))


def _objects_of(model: Any) -> Any:
    streams = [field.name for field in model._meta.fields if isinstance(field, StreamField)]
    objects = model._default_manager.defer(*streams)
    if issubclass(model, DraftStateMixin):
        objects = (
            objects.select_related("latest_revision")
            .defer(*streams, "latest_revision__content")
            .annotate(draft_tier=KeyTextTransform("risk_tier", "latest_revision__content"))
        )
    return objects
