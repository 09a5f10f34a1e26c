"""The gate for what is part of an object without being in its row.

Child rows and many-to-many relations of a live object are written only together with it, in a
``save()`` that the guard has judged with that relation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from modelcluster.fields import ParentalManyToManyField

from headhealth.review.guarded_tables import (
    ModelClass,
    PartLink,
    guarded_writes,
    key_attributes,
    root_of,
)
from headhealth.review.review_required import part_of_live_content
from headhealth.review.reviewed_object import concrete_model
from headhealth.review.row_note import RowNote, note_of_owner
from headhealth.review.stored_rows import Owner, find, is_as_stored, owners_of, rows_of
from headhealth.review.watched_row import WatchedRow, shown_by
from headhealth.review.write_scope import is_covered, judge_written

_M2M_WRITES = {"pre_add", "pre_remove", "pre_clear"}


@dataclass
class PartWrite:
    """A row that is part of objects about to be written; ``links`` say of which."""

    links: tuple[PartLink, ...]
    instance: models.Model
    using: str
    raw: bool

    def judge(self) -> None:
        """Let it pass, or raise ``ReviewRequired``; a fixture makes the content a draft."""
        self.owners = _owners(self.links, self.instance, self.using)
        self.watched: list[WatchedRow] = []
        self.notes: list[RowNote] = []
        is_same = True
        for model in {link.model for link in self.links}:
            stored = _stored(model, self.instance, self.using)
            is_same &= stored is not None and is_as_stored(stored, self.instance)
            if stored is not None:
                # A row that moves leaves one object and enters another.
                self.owners |= _owners(self.links, stored, self.using)
        for owner in self.owners:
            row = WatchedRow(*owner.place, self.using)
            if is_covered(owner):
                continue
            if (obj := row.live_object()) is None:
                # It may be published before this row is written.
                self.watched.append(row)
                if not self.raw and not is_same:
                    self.notes += _notes(owner, self.using)
            elif is_same:
                row.before = shown_by(obj)
                self.watched.append(row)
            elif self.raw:
                row.take_offline()
            else:
                raise part_of_live_content(obj)

    def judge_written(self) -> None:
        """Judge the owners of a row that was to change nothing, or that has another owner now."""
        for owner in _owners(self.links, self.instance, self.using) - self.owners:
            if not is_covered(owner):
                self.watched.append(WatchedRow(*owner.place, self.using))
        _write(self.notes)
        for row in self.watched:
            if not self.raw:
                judge_written(row)
            elif row.refusal() is not None:
                row.take_offline()


def guard_part_deletion(
    sender: Any, instance: Any, origin: Any = None, using: str = DEFAULT_DB_ALIAS, **kwargs: Any
) -> None:
    """Like a write, but a whole page can always be deleted with its rows."""
    if origin is not None and origin is not instance:
        origin_model = origin.model if isinstance(origin, models.QuerySet) else type(origin)
        if concrete_model(origin_model) is not concrete_model(sender):
            return
    links = _links(sender)
    for model in {link.model for link in links}:
        if (stored := _stored(model, instance, using)) is not None:
            _refuse(_owners(links, stored, using), using, instance)


def note_part_deletion(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Hears what ``guard_part_deletion`` let pass."""
    _write(_pending(instance))


def guard_relation(
    sender: Any,
    instance: Any,
    action: str,
    reverse: bool,
    pk_set: set[Any] | None,
    using: str = DEFAULT_DB_ALIAS,
    **kwargs: Any,
) -> None:
    """For ``m2m_changed`` of a ``ParentalManyToManyField``, from either of its sides."""
    if action not in _M2M_WRITES:
        _write(_pending(instance))
        return
    if pk_set == set():
        return
    for link in _links(sender):
        relation = link.parent._meta.get_field(link.relation)
        if not isinstance(relation, ParentalManyToManyField):
            continue
        if not reverse:
            keys: Iterable[Any] = [instance.pk]
        elif pk_set is not None:
            keys = pk_set
        else:
            rows = rows_of(sender, using)
            keys = rows.filter(**{relation.m2m_reverse_field_name(): instance}).values_list(
                link.field.attname, flat=True
            )
        for key in keys:
            _refuse(set(owners_of(link, key, using=using)), using, instance)


def _links(sender: Any) -> tuple[PartLink, ...]:
    writes = guarded_writes(sender)
    return writes.parts if writes is not None else ()


def _refuse(owners: set[Owner], using: str, instance: models.Model) -> None:
    """Refuse what live objects would lose or get; notes about drafts are kept with ``instance``."""
    for owner in owners:
        if is_covered(owner):
            continue
        if (obj := WatchedRow(*owner.place, using).live_object()) is not None:
            raise part_of_live_content(obj)
        _pending(instance).extend(_notes(owner, using))


def _notes(owner: Owner, using: str) -> list[RowNote]:
    note = note_of_owner(owner.place, owner.relation, using)
    return [note] if note is not None else []


def _pending(instance: models.Model) -> list[RowNote]:
    """Notes to be written when what was announced of ``instance`` has happened."""
    notes: list[RowNote] = instance._state.__dict__.setdefault("row_notes", [])
    return notes


def _write(notes: list[RowNote]) -> None:
    """Write each of ``notes`` once."""
    while notes:
        note = notes.pop()
        note.write(note.place[1])


def _owners(links: tuple[PartLink, ...], row: models.Model, using: str) -> set[Owner]:
    return {
        owner
        for link in links
        for owner in owners_of(link, _value(row, link.model, link.field), using=using)
    }


def _stored(model: ModelClass, row: models.Model, using: str) -> Any:
    """The row of ``model`` that a save or deletion of ``row`` writes, as it is stored, or None."""
    root = root_of(model)
    if isinstance(row, model):
        names = key_attributes(concrete_model(type(row)), model)
        keys = (getattr(row, name) for name in names)
        key = next((each for each in keys if each is not None), None)
    else:
        key = _value(row, model, root._meta.pk)
    return None if key is None else find(model, root, key, using=using)


def _value(row: models.Model, model: ModelClass, field: models.Field) -> Any:
    """The value of ``row`` for a field of ``model``, by column where it is of another model."""
    if isinstance(row, model):
        return getattr(row, field.attname)
    columns = {own.column: own.attname for own in row._meta.concrete_fields}
    return getattr(row, columns.get(field.column, ""), None)
