"""Which objects are being written right now, child rows included.

Django's ``pre_save`` does not hear of the child rows that modelcluster writes after the row
itself. ``MedicallyReviewedMixin.save()`` opens a scope that names them; the guard judges the write
as one and then lets its child rows pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import AbstractPage

from headhealth.review.reviewed_object import reviewed_model_of


@dataclass
class WriteScope:
    """One ``save()`` of a reviewed object; ``update_fields`` None means all of it."""

    instance: models.Model
    update_fields: set[str] | None
    is_checked: bool = False


_scopes: ContextVar[tuple[WriteScope, ...]] = ContextVar("headhealth_write_scopes", default=())


@contextmanager
def write_scope(instance: models.Model, update_fields: set[str] | None) -> Iterator[WriteScope]:
    """Mark ``instance`` as being written, with its child rows, for the duration of the block."""
    scope = WriteScope(instance, update_fields)
    token = _scopes.set((*_scopes.get(), scope))
    try:
        yield scope
    finally:
        _scopes.reset(token)


def current_write(obj: models.Model) -> WriteScope | None:
    """The innermost open scope for ``obj``, matched by row, or None."""
    for scope in reversed(_scopes.get()):
        if scope.instance is obj or (obj.pk is not None and _same_row(scope.instance, obj)):
            return scope
    return None


def parent_object(row: models.Model) -> models.Model | None:
    """The reviewed object that ``row`` is part of, through any number of ``ParentalKey``\\ s.

    None where there is none, or not yet: a fixture may hold a row before its parent.
    """
    for field in parental_keys(type(row)):
        try:
            parent = getattr(row, field.name)
        except ObjectDoesNotExist:
            continue
        if parent is None:
            continue
        if reviewed_model_of(parent) is not None:
            return parent
        if (root := parent_object(parent)) is not None:
            return root
    return None


@cache
def parental_keys(model: type[models.Model]) -> tuple[ParentalKey, ...]:
    return tuple(field for field in model._meta.fields if isinstance(field, ParentalKey))


def _same_row(one: models.Model, other: models.Model) -> bool:
    if one.pk != other.pk:
        return False
    if isinstance(one, AbstractPage) and isinstance(other, AbstractPage):
        return True
    return type(one) is type(other)
