"""The gate for what is part of an object without being in its row.

Child rows and many-to-many relations of a live object are written only together with it, in a
``save()`` that ``headhealth.review.guard`` has judged as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from headhealth.review.review_required import part_of_live_content
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.review.write_scope import current_write, parent_object

_M2M_WRITES = {"pre_add", "pre_remove", "pre_clear"}


def guard_child_row(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Refuse to write a row of live content on its own; a fixture makes the content a draft."""
    stored = None
    if instance.pk is not None:
        stored = sender._base_manager.filter(pk=instance.pk).first()
    if stored is not None and _values(stored) == _values(instance):
        return
    # A row that moves leaves one object and enters another.
    for row in (stored, instance):
        root = parent_object(row) if row is not None else None
        if root is not None and _is_live_and_not_being_written(root):
            if not raw:
                raise part_of_live_content(root)
            type(root)._base_manager.filter(pk=root.pk).update(
                live=False, has_unpublished_changes=True
            )


def guard_child_row_deletion(sender: Any, instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Like ``guard_child_row``, but a whole page can always be deleted with its rows."""
    is_cascade = origin is not instance and getattr(origin, "model", None) is not sender
    if not is_cascade:
        _refuse(parent_object(instance))


def guard_relation(
    sender: Any,
    instance: Any,
    action: str,
    reverse: bool,
    model: Any,
    pk_set: set[Any] | None,
    **kwargs: Any,
) -> None:
    """For ``m2m_changed`` of a ``ParentalManyToManyField``, from either of its sides."""
    if action not in _M2M_WRITES or pk_set == set():
        return
    for owner in _owners(sender, instance, model, pk_set) if reverse else [instance]:
        _refuse(owner if reviewed_model_of(owner) is not None else parent_object(owner))


def _owners(
    through: Any, target: models.Model, model: Any, pk_set: set[Any] | None
) -> Iterable[Any]:
    """The objects that ``target`` is, or is to be, related to; None stands for all there are."""
    if pk_set is not None:
        return model._base_manager.filter(pk__in=pk_set)
    fields = (f for f in model._meta.many_to_many if f.remote_field.through is through)
    return model._base_manager.filter(**{next(fields).name: target})


def _refuse(root: models.Model | None) -> None:
    if root is not None and _is_live_and_not_being_written(root):
        raise part_of_live_content(root)


def _is_live_and_not_being_written(root: Any) -> bool:
    """``live`` as it is stored: an object in memory may say otherwise."""
    scope = current_write(root)
    if scope is not None and scope.is_checked:
        return False
    return type(root)._base_manager.filter(pk=root.pk, live=True).exists()


def _values(row: models.Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]
