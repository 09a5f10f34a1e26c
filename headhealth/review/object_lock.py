"""The lock on reviewed objects: the first that each act takes.

Saving, approving, publishing and withdrawing lock the rows of the objects first, then the review
task, if there is one, then the head of the ledger. With one order for all, no act waits for a row
while it holds the head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import models, router

from headhealth.review.reviewed_object import concrete_model, reviewed_model_of
from headhealth.review.stored_rows import rows_of


def lock_objects(*objects: Any) -> None:
    """Hold the stored rows of ``objects`` until this transaction ends.

    The rows of parent models before those of their children, as Django writes them, and each table
    in the order of the keys. An object may be given as a base ``Page``.
    """
    keys: dict[tuple[str, type[models.Model]], set[Any]] = defaultdict(set)
    for obj in objects:
        using = router.db_for_write(type(obj), instance=obj)
        for model in _in_written_order(reviewed_model_of(obj) or type(obj)):
            keys[using, model].add(getattr(obj, model._meta.pk.attname, obj.pk))
    for (using, model), wanted in keys.items():
        rows = rows_of(model, using).filter(pk__in=wanted).order_by("pk")
        list(rows.select_for_update().values_list("pk"))


def _in_written_order(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for parent in model._meta.parents:
        yield from _in_written_order(parent)
    yield concrete_model(model)
