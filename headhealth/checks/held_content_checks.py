"""Checks for fields of models under review, and of their rows, that no review holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.fields import GenericRelation
from django.core import checks
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_m2m_relations
from taggit.models import ItemBase
from wagtail.models import DraftStateMixin

from headhealth.review.content_fields import content_fields, exempt_fields
from headhealth.review.reached_tables import ReachedTable, holding_tables, tables_beside
from headhealth.review.reviewed_object import ReviewedObject, reviewed_models

_KEEPERS = frozenset({"headhealth", "taggit", "wagtail"})


class _Rule(NamedTuple):
    id: str
    names: Callable[[ReachedTable], Iterable[str]]
    """The fields of a table that break the rule."""
    message: str
    hint: str


def check_held_content(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E003, E005, E008 to E013: reviews hold what readers see, child rows at any depth included."""
    holding = holding_tables(reviewed_models())
    beside = tables_beside(holding)
    rows = [*(table for table in holding if table.relation), *beside]
    broken = {
        (rule, table.model, name): None
        for rules, tables in ((_RULES, [*holding, *beside]), (_ROW_RULES, rows))
        for table in tables
        for rule in rules
        for name in rule.names(table)
        if name not in exempt_fields(table.model)
    }
    return [
        checks.Error(rule.message.format(name=name), hint=rule.hint, obj=model, id=rule.id)
        for rule, model, name in broken
    ]


def _plain_many_to_many(table: ReachedTable) -> Iterable[str]:
    # Tags are shown by name, and are no text about health.
    for field in table.model._meta.many_to_many:
        if isinstance(field, models.ManyToManyField) and not isinstance(
            field, ParentalManyToManyField
        ):
            yield field.name


def _left_out(table: ReachedTable) -> Iterable[str]:
    model = table.model
    for field in (*model._meta.concrete_fields, *get_all_child_m2m_relations(model)):
        is_link = getattr(field.remote_field, "parent_link", False)
        if not (field.serialize or field.primary_key or field.generated or is_link):
            yield field.name


def _beside(table: ReachedTable) -> Iterable[str]:
    return sorted(content_fields(table.model) - table.held)


def _of_plain_rows(table: ReachedTable) -> Iterable[str]:
    if not issubclass(table.model, ClusterableModel):
        for field in get_all_child_m2m_relations(table.model):
            yield field.name


def _generic_relations(table: ReachedTable) -> Iterable[str]:
    for field in table.model._meta.private_fields:
        if isinstance(field, GenericRelation) and not _is_of_keeper(field.related_model):
            yield field.name


def _is_of_keeper(model: Any) -> bool:
    # A name is that of a model that does not exist, of which Django's own checks speak.
    return isinstance(model, str) or model.__module__.partition(".")[0] in _KEEPERS


def _order(table: ReachedTable) -> Iterable[str]:
    # Tags are a set.
    is_ordered = table.model._meta.ordering or issubclass(table.model, ItemBase)
    return () if is_ordered or table.relation is None else ["Meta.ordering"]


def _written_key(table: ReachedTable) -> Iterable[str]:
    key: Any = table.model._meta.pk
    while getattr(key.remote_field, "parent_link", False):
        key = key.remote_field.model._meta.pk
    is_called = key.has_default() and callable(key.default)
    is_made = is_called or key.has_db_default() or isinstance(key, models.AutoField)
    is_of_parent = table.relation is not None and key == table.relation.field
    return () if is_made or is_of_parent else [key.name]


def _draft_state(table: ReachedTable) -> Iterable[str]:
    if issubclass(table.model, DraftStateMixin) and not issubclass(table.model, ReviewedObject):
        yield "live"


_OR_EXEMPT = "or name it in review_exempt_fields of its model if readers never see it."

_RULES = (
    _Rule(
        "headhealth.E003",
        _plain_many_to_many,
        "'{name}' is a plain many-to-many field of content under medical review.",
        "It is not part of revisions and changes what is live immediately. "
        f"Use ParentalManyToManyField, {_OR_EXEMPT}",
    ),
    _Rule(
        "headhealth.E005",
        _left_out,
        "'{name}' is not serialized, so revisions and reviews do not hold it.",
        f"Leave out serialize=False, {_OR_EXEMPT}",
    ),
    _Rule(
        "headhealth.E010",
        _generic_relations,
        "'{name}' is a generic relation: revisions and reviews do not hold its rows.",
        f"Use child rows with a ParentalKey, {_OR_EXEMPT}",
    ),
)

_ROW_RULES = (
    _Rule(
        "headhealth.E008",
        _beside,
        "'{name}' stands in a through model, or in a model derived from that of child rows, "
        "where revisions and reviews do not hold it.",
        f"Give the model a ParentalKey, so that its rows are child rows, {_OR_EXEMPT}",
    ),
    _Rule(
        "headhealth.E009",
        _of_plain_rows,
        "'{name}' is a many-to-many field of child rows that revisions do not hold.",
        f"Make ClusterableModel a base of the rows' model, {_OR_EXEMPT}",
    ),
    _Rule(
        "headhealth.E011",
        _order,
        "Child rows without {name} come in whatever order the database gives.",
        "Set it, so that readers get the order that was reviewed.",
    ),
    _Rule(
        "headhealth.E012",
        _written_key,
        "'{name}' is a key of child rows that somebody writes, which reviews do not hold.",
        "Let the database make the key, or a default that is called (uuid4), "
        f"and keep the text in a field of its own, {_OR_EXEMPT}",
    ),
    _Rule(
        "headhealth.E013",
        _draft_state,
        "'{name}' of DraftStateMixin shows and hides a child row without a review.",
        f"Leave out DraftStateMixin, {_OR_EXEMPT}",
    ),
)
