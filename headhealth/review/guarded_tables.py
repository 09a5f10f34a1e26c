"""Database tables that hold reviewed content, and what a model writes to them.

The guard listens by table: a proxy, a parent model, or a model of another app over the same table
is heard like the model itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Comment, Revision

from headhealth.review.content_fields import content_fields
from headhealth.review.model_tables import ModelClass, column_of, lineage, table_of
from headhealth.review.reviewed_object import concrete_model, reviewed_models

PUBLIC_STATE = frozenset({"live", "alias_of", "content_type", "slug"})
"""Fields that say whether, as what and where readers see an object."""

Place = tuple[ModelClass, Any]
"""A root model and a key: the row of an object."""


class PartLink(NamedTuple):
    """A foreign key by which rows of ``model`` are part of a ``parent``."""

    model: ModelClass
    field: models.Field
    parent: ModelClass
    relation: str
    """Name of the rows at the parent."""


class WrittenRow(NamedTuple):
    """A row of a reviewed object, or of a page, that each save of a model writes."""

    root: ModelClass
    """Topmost model of the object: the base ``Page`` of pages."""
    keys: tuple[str, ...]
    """Attributes with its key, from the root down."""
    is_foreign: bool
    """Written by a model that only shares the table."""


@dataclass(frozen=True)
class GuardedWrites:
    """The rows that one model writes to the guarded tables."""

    objects: tuple[WrittenRow, ...]
    public_names: frozenset[str]
    """Names, as ``update_fields`` gives them, of all that readers see or that lets them see it."""
    parts: tuple[PartLink, ...]
    has_revisions: bool


@cache
def guarded_writes(sender: ModelClass) -> GuardedWrites | None:
    """The guarded writes of ``sender``; None for a model that writes to none of the tables."""
    tables = {table_of(model): model for model in lineage(sender)}
    objects = _written_rows(tables)
    links = (link for table in tables for link in part_links().get(table, ()))
    parts = tuple(dict.fromkeys(links))
    has_revisions = issubclass(sender, Revision)
    if not (objects or parts or has_revisions):
        return None
    return GuardedWrites(
        objects, _public_names(sender) if objects else frozenset(), parts, has_revisions
    )


def root_of(model: ModelClass) -> ModelClass:
    """The topmost parent whose key is the key of ``model``."""
    return _key_chain(model)[0]


@cache
def object_tables() -> dict[str, ModelClass]:
    """The tables of reviewed models and of all their parents, with their models."""
    return {table_of(model): model for each in reviewed_models() for model in lineage(each)}


@cache
def part_links() -> dict[str, tuple[PartLink, ...]]:
    """Links of the rows that are part of reviewed objects, at any depth, by table.

    Child rows, whose model may derive from others with tables of their own, and the rows between
    the two sides of a many-to-many relation; comments apart.
    """
    known = set(object_tables().values())
    candidates = [link for model in apps.get_models() for link in _links(model)]
    found: list[PartLink] = []
    while new := [link for link in candidates if link.parent in known and link not in found]:
        found += new
        known |= {model for link in new for model in lineage(link.model)}
    by_table: dict[str, tuple[PartLink, ...]] = {}
    for link in found:
        for table in map(table_of, lineage(link.model)):
            by_table[table] = (*by_table.get(table, ()), link)
    return by_table


def writes_parts(model: ModelClass) -> bool:
    """Whether ``model`` writes or deletes such rows; a proxy may."""
    return any(table_of(each) in part_links() for each in lineage(model))


def models_shown_in(tables: set[str]) -> list[ModelClass]:
    """The reviewed models that have content in one of these tables."""
    reached: set[str] = set()
    while new := tables - reached:
        reached |= new
        links = [link for table in new for link in part_links().get(table, ())]
        tables = {table_of(link.parent) for link in links}
    return [
        model
        for model in reviewed_models()
        if any(table_of(each) in reached for each in lineage(model))
    ]


def _links(model: ModelClass) -> list[PartLink]:
    links = [
        PartLink(
            field.model,
            field,
            concrete_model(field.remote_field.model),
            field.remote_field.get_accessor_name(),
        )
        for field in model._meta.local_fields
        if isinstance(field, ParentalKey)
        and model is not Comment
        and _is_content(
            concrete_model(field.remote_field.model), field.remote_field.get_accessor_name()
        )
    ]
    for relation in model._meta.local_many_to_many:
        if isinstance(relation, ParentalManyToManyField) and _is_content(
            relation.model, relation.name
        ):
            through = concrete_model(relation.remote_field.through)
            key: Any = through._meta.get_field(relation.m2m_field_name())
            links.append(PartLink(through, key, relation.model, relation.name))
    return links


def _is_content(parent: ModelClass, name: str) -> bool:
    """Whether the rows that ``parent`` calls ``name`` are content: models may exempt a relation."""
    owners = [model for model in reviewed_models() if issubclass(model, parent)]
    return not owners or any(name in content_fields(model) for model in owners)


def _written_rows(tables: dict[str, ModelClass]) -> tuple[WrittenRow, ...]:
    rows: dict[ModelClass, WrittenRow] = {}
    sender = next(iter(tables.values()))
    for table, model in reversed(tables.items()):
        known = object_tables().get(table)
        if known is None:
            continue
        row = _written_row(sender, model, known)
        if row.root not in rows or rows[row.root].is_foreign:
            rows[row.root] = row
    return tuple(rows.values())


def _written_row(sender: ModelClass, model: ModelClass, known: ModelClass) -> WrittenRow:
    is_foreign = model is not known
    keys = _keys_by_column(model, known) if is_foreign else key_attributes(sender, known)
    return WrittenRow(root_of(known), keys, is_foreign)


def key_attributes(sender: ModelClass, model: ModelClass) -> tuple[str, ...]:
    """Attributes of ``sender`` with the key of its row of ``model``, from the root down."""
    root = root_of(model)
    chain = [sender, *(sender._meta.get_base_chain(root) or [])]
    links = [child._meta.parents[parent] for child, parent in pairwise(chain)]
    return (root._meta.pk.attname, *(link.attname for link in reversed(links) if link))


def _keys_by_column(model: ModelClass, known: ModelClass) -> tuple[str, ...]:
    column = column_of(known._meta.pk)
    return tuple(field.attname for field in model._meta.local_fields if column_of(field) == column)


def _key_chain(model: ModelClass) -> list[ModelClass]:
    link = model._meta.pk
    if link.remote_field and link.remote_field.parent_link:
        return [*_key_chain(link.remote_field.model), model]
    return [model]


def _public_names(sender: ModelClass) -> frozenset[str]:
    own = concrete_model(sender)
    public = _public_columns()
    names = {
        name
        for field in own._meta.concrete_fields
        if (table_of(field.model), column_of(field)) in public
        for name in (field.name, field.attname)
    }
    return frozenset(names | content_fields(own) if own in reviewed_models() else names)


@cache
def _public_columns() -> frozenset[tuple[str, str]]:
    return frozenset(
        (table_of(field.model), column_of(field))
        for model in reviewed_models()
        for field in model._meta.concrete_fields
        if field.name in content_fields(model) | PUBLIC_STATE
    )
