"""Notes of authors for what is written to a draft past the mixin's own ``save()``.

A base ``Page``, a proxy, ``save_base()``, a child row that is saved alone: the guard hears them by
table, and the author of the text is the one for whom Wagtail logs, as with every other save.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from headhealth.review.content_fields import content_fields
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.contribution_notes import (
    Before,
    content_of_revision,
    is_saving_revision,
    note_row,
)
from headhealth.review.guarded_tables import ModelClass, Place, WrittenRow
from headhealth.review.reviewed_object import concrete_model, reviewed_model
from headhealth.review.stored_rows import find, stored_row, written_key


class RowNote:
    """What fields and child relations of the object at ``place`` hold before a write of them."""

    def __init__(
        self, model: ModelClass, obj: Any, place: Place, using: str, names: Collection[str]
    ) -> None:
        self.model = model
        self.place = place
        self.using = using
        self.names = content_fields(model).intersection(names)
        self.before = None if obj is None else content_snapshot(obj, only=self.names)
        self.revision = getattr(obj, "latest_revision_id", None)

    def write(self, key: Any) -> None:
        """Note what the object with ``key`` holds since; nothing where that is the same."""
        obj = find(self.model, self.place[0], key, using=self.using)
        if obj is None:
            return
        latest = getattr(obj, "latest_revision_id", None)
        if self.before is None:
            note_row(obj, Before({}, content_of_revision(latest) or {}), None)
            return
        after = content_snapshot(obj, only=self.names)
        changed = {name for name in self.names if after.get(name) != self.before.get(name)}
        if changed or latest != self.revision:
            row = {**content_snapshot(obj), **{name: self.before[name] for name in changed}}
            former = content_of_revision(self.revision) or row
            note_row(obj, Before(row, former, self.revision), changed)


class LatestRevisionWrite:
    """Another latest revision about to be chosen for a draft, by a save of bookkeeping alone."""

    def __init__(self, note: RowNote) -> None:
        self.note = note

    def judge_written(self) -> None:
        """Note its author: readers see nothing of a draft."""
        self.note.write(self.note.place[1])


def latest_revision_writes(
    rows: Iterable[WrittenRow], instance: Any, using: str
) -> Iterator[LatestRevisionWrite]:
    """For a save of ``latest_revision``, by whatever model, that ``note_revision`` does not follow.

    What a base page is, only the database knows.
    """
    model = reviewed_model(type(instance))
    if is_saving_revision(instance):
        return
    for row in rows:
        if model is None and concrete_model(type(instance)) is not row.root:
            continue
        key = written_key(row, instance)
        stored = stored_row(row.root, key, using=using, likely=model)
        if stored is not None and stored.model is not None and stored.obj is not None:
            yield LatestRevisionWrite(RowNote(stored.model, stored.obj, (row.root, key), using, ()))


def note_of_owner(place: Place, relation: str, using: str) -> RowNote | None:
    """Of the object that a row is part of; None where that is not reviewed."""
    stored = stored_row(*place, using=using)
    if stored is None or stored.obj is None or stored.model is None:
        return None
    return RowNote(stored.model, stored.obj, place, using, [relation])
