"""Database tables that hold records of the review, and the ledger."""

from __future__ import annotations

from functools import cache

from django.apps import apps

from headhealth.review.append_only import AppendOnly
from headhealth.review.model_tables import ModelClass, is_historical, lineage, table_of


def record_model(sender: ModelClass) -> type[AppendOnly] | None:
    """The model of the records that saves and deletions of ``sender`` write, or None.

    Found by table: a proxy or a model of another app writes the same rows.
    """
    # Each run of migrations makes its own classes, which are not kept.
    return _find(sender) if is_historical(sender) else _find_once(sender)


def _find(sender: ModelClass) -> type[AppendOnly] | None:
    known = (_models().get(table_of(model)) for model in lineage(sender))
    return next((model for model in known if model is not None), None)


_find_once = cache(_find)


@cache
def _models() -> dict[str, type[AppendOnly]]:
    return {
        table_of(model): model
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and not model._meta.proxy
    }
