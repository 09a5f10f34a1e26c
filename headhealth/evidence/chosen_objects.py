"""Which objects a set of packs is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType

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


def _load(keys: Iterable[ObjectKey]) -> Iterator[Any]:
    found: dict[ObjectKey, Any] = {}
    by_model: dict[str, list[ObjectKey]] = {}
    for key in keys:
        by_model.setdefault(key.model, []).append(key)
    for label, of_model in by_model.items():
        model = _reviewed_model(label)
        if model is not None:
            pks = [key.id for key in of_model if key_in_address(model, key.id) is not None]
            rows = model._default_manager.in_bulk(pks)
            found |= {ObjectKey(label, str(pk)): obj for pk, obj in rows.items()}
    yield from (found[key] for key in keys if key in found)


def _reviewed_model(label: str) -> Any:
    return next((model for model in reviewed_models() if model._meta.label_lower == label), None)


def _reviewed_types() -> Iterable[Any]:
    return ContentType.objects.get_for_models(
        *reviewed_models(), for_concrete_models=False
    ).values()
