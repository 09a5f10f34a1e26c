"""Every table whose rows readers may see with reviewed content, found by the relations to it.

The snapshot of an object holds its child rows at any depth. It holds nothing of two kinds of
tables beside them: through models, of which it has only the keys of the other side, and models
derived from that of a child row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models
from modelcluster.models import get_all_child_m2m_relations

from headhealth.review.content_fields import child_relations, content_fields, row_bookkeeping

ModelClass = type[models.Model]


class ReachedTable(NamedTuple):
    """A table of a reviewed model, or one that is reached from it."""

    model: ModelClass
    held: frozenset[str]
    """Names of its content that snapshots hold, or that says only whose row it is."""
    relation: Any = None
    """The relation whose child rows it has, or None."""

    @property
    def shown(self) -> frozenset[str]:
        """Names of the content that snapshots hold, without that which says whose row it is."""
        return self.held - (row_bookkeeping(self.relation) if self.relation else frozenset())


def holding_tables(models_: Iterable[ModelClass]) -> list[ReachedTable]:
    """The tables of ``models_`` and of their child rows, whose content their snapshots hold."""
    new = [ReachedTable(model, content_fields(model)) for model in models_]
    tables: dict[Any, ReachedTable] = {table.model: table for table in new}
    while new:
        rows = [row for table in new for row in _child_rows(table.model)]
        new = [row for row in rows if row.relation not in tables]
        tables |= {row.relation: row for row in new}
    return list(tables.values())


def tables_beside(holding: Iterable[ReachedTable]) -> list[ReachedTable]:
    """The tables reached from the ``holding`` ones whose content snapshots do not hold."""
    holding = list(holding)
    known = {table.model for table in holding}
    found: dict[ModelClass, ReachedTable] = {}
    for table in holding:
        for beside in (*_through(table.model), *(_derived(table) if table.relation else ())):
            if beside.model not in known:
                found.setdefault(beside.model, beside)
    return list(found.values())


def _child_rows(model: ModelClass) -> Iterator[ReachedTable]:
    for name, relation in child_relations(model).items():
        if name in content_fields(model):
            row = relation.related_model
            yield ReachedTable(row, content_fields(row), relation)


def _through(model: ModelClass) -> Iterator[ReachedTable]:
    for field in get_all_child_m2m_relations(model):
        if field.name in content_fields(model):
            keys = frozenset({field.m2m_field_name(), field.m2m_reverse_field_name()})
            table = ReachedTable(field.remote_field.through, keys)
            yield from (table, *_derived(table))


def _derived(table: ReachedTable) -> Iterator[ReachedTable]:
    """Models with a row of ``table`` as their parent; what the table holds is theirs too."""
    for relation in table.model._meta.get_fields(include_parents=False, include_hidden=True):
        if isinstance(relation, models.OneToOneRel) and relation.parent_link:
            held = table.held | content_fields(table.model)
            derived = ReachedTable(relation.related_model, held)
            yield from (derived, *_derived(derived))
