"""Contributors who were named as authors of a content, also where their names are off it by now.

No version need be kept for it: contributions hold the keys of names that were added and removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.fields import StreamField

from headhealth.review.entries import ITEM
from headhealth.review.person import Person, Trait
from headhealth.review.text_keys import reference_value


def is_named(person: Person, contributions: Sequence[Any]) -> bool:
    """Whether the content named ``person`` in a version that any of ``contributions``, which
    follow each other, left.

    A name that was taken off by the first of them had stood there before.
    """
    rows = [int(each) for each in person.values(Trait.CONTRIBUTOR_ROW)]
    if not rows or not contributions:
        return False
    model: Any = ContentType.objects.get_for_id(contributions[0].content_type_id).model_class()
    names = names_of_contributors(model)
    keys = {reference_value(name, row) for name in names for row in rows}
    return any(
        key.value in keys
        for number, each in enumerate(contributions)
        for save in each.saves
        for change in save
        for key in (*change.added, *(change.removed if number else ()))
    )


@cache
def names_of_contributors(model: type[models.Model]) -> frozenset[str]:
    """The names of the fields and blocks of ``model`` that hold a contributor."""
    found: set[str] = set()
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            found.update(_names(field.name, field.stream_block))
        elif _is_contributor(field.related_model):
            found.add(field.name)
    return frozenset(found)


def _names(name: str, block: Any) -> Iterator[str]:
    if _is_contributor(getattr(block, "target_model", None)):
        yield name
    children: Mapping[str, Any] = getattr(block, "child_blocks", {})
    for each, child in children.items():
        yield from _names(each, child)
    if (item := getattr(block, "child_block", None)) is not None:
        yield from _names(ITEM, item)


def _is_contributor(model: Any) -> bool:
    label = getattr(getattr(model, "_meta", None), "label_lower", "")
    return bool(label == "headhealth.contributor")
