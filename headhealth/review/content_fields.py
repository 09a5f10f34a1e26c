"""Fields of a model that readers can see."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME, Orderable

BOOKKEEPING = frozenset(
    {
        "content_type", "owner",
        "path", "depth", "numchild", "url_path", "slug", "show_in_menus",
        "translation_key", "locale", "alias_of", "draft_title",
        "live", "has_unpublished_changes", "live_revision", "latest_revision",
        "latest_revision_created_at", "first_published_at", "last_published_at",
        "go_live_at", "expire_at", "expired",
        "locked", "locked_at", "locked_by",
        COMMENTS_RELATION_NAME,
    }
)  # fmt: skip
"""Wagtail's own fields that say nothing about health. ``slug`` is among them: an address may
change without a review (with a redirect). A field of that name that a site defines is content."""

_BOOKKEEPERS = frozenset({"wagtail", "treebeard"})


@cache
def content_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of the fields and child relations of ``model`` that readers can see.

    A model may exempt further fields (a view counter, say) by naming them in
    ``review_exempt_fields``; those that its bases name stay exempt. Keys, times that Django sets on
    saving, and what the database works out of other fields hold nothing that anybody wrote.
    """
    names = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and field.serialize
        and not field.primary_key
        and not field.generated
        and not getattr(field, "auto_now", False)
        and not getattr(field, "auto_now_add", False)
        and not getattr(field.remote_field, "parent_link", False)
        and (not field.many_to_many or isinstance(field, ParentalManyToManyField))
        and not _is_bookkeeping(model, field)
    }
    names |= {
        name
        for name, relation in child_relations(model).items()
        if not (name in BOOKKEEPING and _is_of_bookkeeper(relation.related_model))
    }
    return frozenset(names - exempt_fields(model))


def exempt_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of the fields that ``model`` and its bases exempt from review."""
    named = (vars(base).get("review_exempt_fields", ()) for base in model.__mro__)
    return frozenset(chain.from_iterable(named))


@cache
def child_relations(model: type[models.Model]) -> Mapping[str, Any]:
    """The relations to child rows, by the name under which ``model`` holds them."""
    relations = get_all_child_relations(model)
    return MappingProxyType({relation.get_accessor_name(): relation for relation in relations})


def row_bookkeeping(relation: Any) -> frozenset[str]:
    """Names of the fields of child rows that say only whose they are and in which order.

    A row may have keys of other parents, which are content of this one.
    """
    is_ordered = issubclass(relation.related_model, Orderable)
    return frozenset({relation.field.name, *(["sort_order"] if is_ordered else [])})


def _is_bookkeeping(model: type[models.Model], field: models.Field) -> bool:
    return field.name in BOOKKEEPING and any(
        _is_of_bookkeeper(base) and _defines(base, field) for base in model.__mro__
    )


def _is_of_bookkeeper(cls: type) -> bool:
    return cls.__module__.partition(".")[0] in _BOOKKEEPERS


def _defines(base: type, field: models.Field) -> bool:
    """Whether ``field`` is the one of ``base``: a copy of it has its counter, another has not."""
    options = getattr(base, "_meta", None)
    return options is not None and any(
        own.name == field.name and own.creation_counter == field.creation_counter
        for own in options.local_fields
    )
