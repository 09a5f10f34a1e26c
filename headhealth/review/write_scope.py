"""Saves that write an object together with its child rows, in one transaction.

Django's ``pre_save`` does not hear of the child rows that modelcluster writes after the row
itself. ``MedicallyReviewedMixin.save()`` opens a scope that names them; the guard judges the write
as one and then lets those rows pass. When the outermost scope ends, everything that was written in
it is judged by the stored rows, and a row that may not be public undoes the whole transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from headhealth.review.guarded_tables import ModelClass, Place, guarded_writes
from headhealth.review.object_lock import lock_objects
from headhealth.review.open_blocks import OpenBlocks
from headhealth.review.stored_rows import Owner, written_key
from headhealth.review.watched_row import WatchedRow


@dataclass
class WriteScope:
    """One ``save()`` of a reviewed object with the child rows of ``relations``."""

    instance: models.Model
    relations: frozenset[str]
    connection: BaseDatabaseWrapper
    """The one on which its transaction is open."""
    judged: set[Place] = field(default_factory=set)
    """The rows of the object itself, once the guard has judged them with those relations."""
    watched: dict[Place, WatchedRow] = field(default_factory=dict)
    """Every row that was written since the outermost scope began."""

    def covers(self, owner: Owner) -> bool:
        """Whether a row of ``owner`` is written together with it."""
        return owner.relation in self.relations and owner.place in self.judged


_scopes: OpenBlocks[WriteScope] = OpenBlocks("headhealth_write_scopes")


@contextmanager
def write_scope(
    instance: models.Model, update_fields: Iterable[str] | None, using: str | None
) -> Iterator[None]:
    """Write ``instance`` with its child rows, or not at all, for the duration of the block.

    Does nothing where ``update_fields`` names nothing that readers can see.
    """
    writes = guarded_writes(type(instance))
    if writes is None or (
        update_fields is not None and writes.public_names.isdisjoint(update_fields)
    ):
        yield
        return
    relations = _relations(type(instance))
    if update_fields is not None:
        relations &= set(update_fields)
    using = using or router.db_for_write(type(instance), instance=instance)
    outermost = _outermost(using)
    scope = WriteScope(instance, relations, connections[using])
    if outermost is not None:
        scope.watched = outermost.watched
    with _scopes.opened(scope), transaction.atomic(using=using):
        if _may_stay_live(instance) and connections[using].features.has_select_for_update:
            # What the row shows now counts as shown before: no other act may change it meanwhile.
            # A database without such locks lets one write at a time.
            lock_objects(instance, using=using)
        yield
        # Also where no receiver was asked, as signals can be switched off.
        for row in writes.objects:
            place = row.root, written_key(row, instance)
            scope.watched.setdefault(place, WatchedRow(*place, using))
        if outermost is None:
            _judge(scope)


def _may_stay_live(instance: models.Model) -> bool:
    return not instance._state.adding and getattr(instance, "live", True) is not False


def _open_scopes() -> list[WriteScope]:
    """The scopes whose connection is still the one to write on."""
    return [
        scope for scope in _scopes.values if connections[scope.connection.alias] is scope.connection
    ]


def scope_of(instance: models.Model) -> WriteScope | None:
    """The open scope that is the save of exactly this instance, or None.

    Another write of the same row within it, by a receiver say, is judged by itself.
    """
    return next((scope for scope in reversed(_open_scopes()) if scope.instance is instance), None)


def is_covered(owner: Owner) -> bool:
    """Whether an open scope writes a row of ``owner`` together with it."""
    return any(scope.covers(owner) for scope in _open_scopes())


def watch(row: WatchedRow) -> bool:
    """Have the row judged at the end of the outermost scope; False where there is none."""
    scope = _outermost(row.using)
    if scope is None:
        return False
    known = scope.watched.setdefault(row.place, row)
    # What the row shows now may be what an earlier write within the scope made of it.
    if known is not row:
        known.allowed += row.allowed
    return True


def judge_written(row: WatchedRow) -> None:
    """Judge a row by what is stored: when the outermost scope ends, or now where there is none."""
    if watch(row):
        return
    if (refusal := row.refusal()) is None:
        row.note_published()
        return
    # It may be committed: Django says that a row was saved when its own transaction has ended.
    row.take_offline()
    raise refusal


def _outermost(using: str) -> WriteScope | None:
    return next((scope for scope in _open_scopes() if scope.connection.alias == using), None)


def _judge(scope: WriteScope) -> None:
    for row in list(scope.watched.values()):
        if (refusal := row.refusal()) is not None:
            raise refusal
        row.note_published()


def _relations(model: ModelClass) -> frozenset[str]:
    names = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    return frozenset(names | {field.name for field in get_all_child_m2m_relations(model)})
