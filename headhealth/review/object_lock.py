"""The lock on reviewed objects: the first that each act takes.

Saving, approving, publishing and withdrawing lock the rows of the objects first, then the review,
if there is one, then the head of the ledger. With one order for all, no act waits for a row while
it holds the head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import swapper
from django.db import connections, models, router
from django.db.models import Q
from wagtail.models import AbstractPage

from headhealth.review.reviewed_object import concrete_model, reviewed_model_of
from headhealth.review.stored_rows import rows_of


def lock_objects(*objects: Any, using: str | None = None) -> None:
    """Hold the stored rows of ``objects`` until this transaction ends.

    In the database ``using``, else where each would be written. The rows of parent models before
    those of their children, as Django writes them, and each table in the order of the keys. An
    object may be given as a base ``Page``.
    """
    keys: dict[tuple[str, type[models.Model]], set[Any]] = defaultdict(set)
    for obj in objects:
        alias = using or router.db_for_write(type(obj), instance=obj)
        for model in _in_written_order(reviewed_model_of(obj) or type(obj)):
            keys[alias, model].add(getattr(obj, model._meta.pk.attname, obj.pk))
    for (alias, model), wanted in keys.items():
        rows = rows_of(model, alias).filter(pk__in=wanted).order_by("pk")
        list(for_update(rows).values_list("pk"))


def lock_with_dependents(*objects: Any) -> None:
    """Hold the rows of ``objects`` and of all that Wagtail writes together with them.

    Publishing or unpublishing a page writes its aliases and theirs; a new address, or deletion,
    also writes the pages below it. Drafts and private pages are among them.
    """
    pages = [obj for obj in objects if isinstance(obj, AbstractPage)]
    lock_objects(*objects, *(_dependents(pages) if pages else ()))


def for_update(rows: models.QuerySet) -> models.QuerySet:
    """``rows``, to be held when they are read, where the database can hold rows.

    The keys of the rows stay as they are. So an act that stores a reference to one of the rows,
    while it holds the head of the ledger, does not wait for this transaction.
    """
    features = connections[rows.db].features
    return rows.select_for_update(no_key=features.has_select_for_no_key_update)


def _dependents(pages: Iterable[Any]) -> list[Any]:
    model = swapper.load_model("wagtailcore", "Page")
    using = router.db_for_write(model)
    stored = rows_of(model, using).only("content_type", "alias_of")
    found = {page.pk: page for page in pages}
    below = Q()
    for page in pages:
        below |= Q(path__startswith=page.path)
    condition = below | Q(alias_of__in=list(found))
    while newest := list(stored.filter(condition).exclude(pk__in=list(found))):
        found.update((page.pk, page) for page in newest)
        condition = Q(alias_of__in=[page.pk for page in newest])
    return list(found.values())


def _in_written_order(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for parent in model._meta.parents:
        yield from _in_written_order(parent)
    yield concrete_model(model)
