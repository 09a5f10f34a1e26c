"""Which objects a set of packs is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from headhealth.review.address_keys import key_in_address
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import reviewed_model_of, reviewed_models

CHUNK = 50


class ObjectKey(NamedTuple):
    """``model`` is a label, for example ``headhealth.conditionpage``."""

    model: str
    id: str


def key_of_object(obj: Any) -> ObjectKey:
    """``obj`` may be given as a base ``Page``."""
    model = reviewed_model_of(obj) or type(obj)
    return ObjectKey(model._meta.label_lower, str(obj.pk))


def keys_of_clocks(clocks: Any) -> list[ObjectKey]:
    """What a queryset of ``ReviewClock`` is about, in its order."""
    labels = {
        content_type.pk: f"{content_type.app_label}.{content_type.model}"
        for content_type in _reviewed_types()
    }
    rows = clocks.values_list("content_type_id", "object_id")
    return [ObjectKey(labels[type_id], pk) for type_id, pk in rows if type_id in labels]


def everything_live() -> list[ObjectKey]:
    """Every live object of health content, in the order in which it was first published."""
    return keys_of_clocks(ReviewClock.objects.order_by("pk"))


def load_objects(keys: Sequence[ObjectKey]) -> Iterator[Any]:
    """The objects that still exist, a few at a time: one query for each run of one type."""
    remaining = iter(keys)
    while chunk := list(islice(remaining, CHUNK)):
        yield from _load(chunk)


def load_object(key: ObjectKey) -> Any:
    """The object, or None where there is none such, or it is not medically reviewed."""
    return next(load_objects([key]), None)


def existing_keys(
    keys: Sequence[ObjectKey], objects_of: Callable[[Any], QuerySet] | None = None
) -> list[ObjectKey]:
    """Select the ``keys`` whose objects exist, or are among ``objects_of`` their models.

    One query for each type, however many keys there are.
    """
    found: set[ObjectKey] = set()
    for label, of_model in _by_model(keys).items():
        model = reviewed_model_named(label)
        if model is not None:
            objects = objects_of(model) if objects_of else model._default_manager.all()
            rows = objects.filter(pk__in=key_values(model, of_model))
            found |= {ObjectKey(label, str(pk)) for pk in rows.values_list("pk", flat=True)}
    return [key for key in keys if key in found]


def _by_model(keys: Iterable[ObjectKey]) -> dict[str, list[ObjectKey]]:
    by_model: dict[str, list[ObjectKey]] = {}
    for key in keys:
        by_model.setdefault(key.model, []).append(key)
    return by_model


def _load(keys: Iterable[ObjectKey]) -> Iterator[Any]:
    found: dict[ObjectKey, Any] = {}
    for label, of_model in _by_model(keys).items():
        model = reviewed_model_named(label)
        if model is not None:
            rows = model._default_manager.in_bulk(key_values(model, of_model))
            found |= {ObjectKey(label, str(pk)): obj for pk, obj in rows.items()}
    yield from (found[key] for key in keys if key in found)


def reviewed_model_named(label: str) -> Any:
    """The reviewed model of that label, or None."""
    return next((model for model in reviewed_models() if model._meta.label_lower == label), None)


def key_values(model: Any, keys: Iterable[ObjectKey]) -> list[Any]:
    """The primary keys that ``keys`` hold. An address may hold any text where a key should be."""
    values = (key_in_address(model, key.id) for key in keys)
    return [value for value in values if value is not None]


def _reviewed_types() -> Iterable[Any]:
    return ContentType.objects.get_for_models(
        *reviewed_models(), for_concrete_models=False
    ).values()
