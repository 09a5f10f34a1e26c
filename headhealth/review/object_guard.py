"""The gate for rows of reviewed objects, and of pages that may be such objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from headhealth.review.content_fields import content_fields
from headhealth.review.copied_draft import forget_publication
from headhealth.review.guarded_tables import GuardedWrites, ModelClass, WrittenRow
from headhealth.review.loaded_row import LoadedRow, hold_as_draft
from headhealth.review.pending_write import PendingWrite, is_live_value
from headhealth.review.review_required import (
    alias_needs_own_review,
    keys_disagree,
    other_type,
    unreviewed,
)
from headhealth.review.reviewed_object import concrete_model, reviewed_model
from headhealth.review.row_note import LatestRevisionWrite, RowNote, latest_revision_writes
from headhealth.review.slug_write import SlugWrite
from headhealth.review.stored_rows import (
    StoredRow,
    is_as_stored,
    keys_agree,
    stored_row,
    type_of_content,
    written_key,
)
from headhealth.review.watched_row import Shown, WatchedRow, shown_by
from headhealth.review.write_scope import judge_written, scope_of, watch
from headhealth.rules.publishing import Verdict


class ObjectWrite:
    """``fields`` of ``instance``, of whatever model, about to be written to a row."""

    def __init__(self, row: WrittenRow, instance: Any, fields: set[str], using: str) -> None:
        self.row = row
        self.instance = instance
        self.fields = fields
        self.using = using
        self.sender = concrete_model(type(instance))
        self.model = reviewed_model(type(instance))
        self.key = written_key(row, instance)
        self.content_type_id = getattr(instance, "content_type_id", None)
        self.goes_offline = "live" in fields and not is_live_value(instance)
        self.watched: WatchedRow | None = None
        """None for a page that is not reviewed."""
        self.note: RowNote | None = None
        """None where nothing is written, or the mixin's own save notes it."""
        self.slug: SlugWrite | None = None
        """None where the mixin's own save keeps the rule."""

    def judge(self) -> None:
        """Let it pass, hold it as a draft, or raise ``ReviewRequired``."""
        if self.model is not None and not keys_agree(self.row, self.instance):
            raise keys_disagree(self.instance)
        is_noted = scope_of(self.instance) is not None
        if self.goes_offline and is_noted:
            self._watch(self.model)
            return
        stored = stored_row(self.row.root, self.key, using=self.using, likely=self.model)
        model = self._reviewed_type(stored)
        if model is not None and not is_noted:
            place = self.row.root, self.key
            names = content_fields(model) if self.row.is_foreign else self.fields
            self.note = RowNote(model, stored and stored.obj, place, self.using, names)
            self.slug = SlugWrite(stored and stored.obj, self.instance, self.fields)
        if self.goes_offline:
            self._watch(model)
            return
        if model is not None and ("live" in self.fields or (stored and stored.is_live)):
            if stored is not None:
                if self._changes_nothing(stored):
                    self._watch(model, shown_by(stored.obj) if stored.is_live else None)
                    return
                self._refuse_another_object(stored)
            self._judge_content(PendingWrite(model, self.instance, self.fields, stored))
        else:
            self._watch(model)

    def judge_written(self) -> None:
        """Judge what was written, or leave that to the end of the outermost scope.

        Who wrote it is noted first: what is refused goes offline and may stay.
        """
        key = written_key(self.row, self.instance)
        if self.note is not None:
            self.note.write(key)
        if self.slug is not None:
            self.slug.finish()
        if self.key is not None and key != self.key:
            # A receiver may have led the write to the row of another object.
            judge_written(WatchedRow(self.row.root, key, self.using))
        if self.watched is None and self._has_changed_type():
            self.watched = WatchedRow(self.row.root, key, self.using)
        if self.watched is None:
            return
        if self.watched.key is None:
            self.watched.key = key
            self._cover_parts()
        judge_written(self.watched)

    def _reviewed_type(self, stored: StoredRow | None) -> ModelClass | None:
        """The reviewed type of the row as stored, or else as the save makes it."""
        if stored is not None and stored.model is not None:
            return stored.model
        return self.model or self._written_type()

    def _written_type(self) -> ModelClass | None:
        return type_of_content(self.content_type_id) if "content_type" in self.fields else None

    def _changes_nothing(self, stored: StoredRow) -> bool:
        """Whether a model that only shares the table writes what is there already."""
        return (
            self.row.is_foreign
            and stored.obj is not None
            and is_as_stored(stored.obj, self.instance, self.fields)
        )

    def _refuse_another_object(self, stored: StoredRow) -> None:
        if not keys_agree(self.row, self.instance):
            raise keys_disagree(self.instance)
        is_own = stored.model is not None and issubclass(stored.model, self.sender)
        changes_type = "content_type" in self.fields and self._written_type() is not stored.model
        if not is_own or changes_type or self.row.is_foreign:
            raise other_type(self.instance)

    def _judge_content(self, write: PendingWrite) -> None:
        verdict = write.verdict
        if verdict is Verdict.REFUSE:
            raise (alias_needs_own_review if write.loses_alias else unreviewed)(self.instance)
        if verdict is Verdict.HOLD_AS_DRAFT:
            hold_as_draft(self.instance)
        self._watch(write.model, write.shown_before, write.shown_by_record)

    def _watch(
        self, model: ModelClass | None, before: Shown | None = None, by_record: Shown | None = None
    ) -> None:
        """Note the row for the judgement afterwards. A page that is not reviewed needs none."""
        if model is None and not self.row.is_foreign:
            return
        self.watched = WatchedRow(self.row.root, self.key, self.using, model)
        self.watched.allow(before, by_record)
        if self.key is not None:
            watch(self.watched)
            self._cover_parts()

    def _cover_parts(self) -> None:
        if self.watched is not None and (scope := scope_of(self.instance)) is not None:
            scope.judged.add(self.watched.place)

    def _has_changed_type(self) -> bool:
        """Whether another receiver has made the page another type than was judged."""
        return self.content_type_id != getattr(self.instance, "content_type_id", None)


def guard_object(
    writes: GuardedWrites,
    instance: Any,
    *,
    raw: bool,
    using: str,
    update_fields: Iterable[str] | None,
) -> list[ObjectWrite | LoadedRow | LatestRevisionWrite]:
    """Judge a save of an object before it is written; what comes back is judged afterwards."""
    model = reviewed_model(type(instance))
    if model is not None and "live" in instance.__dict__ and not is_live_value(instance):
        # Copying a page "as live" writes on after its row was held as a draft.
        forget_publication(instance)
    fields = _written_fields(type(instance), raw=raw, update_fields=update_fields)
    if (scope := scope_of(instance)) is not None:
        fields |= scope.relations
    if fields.isdisjoint(writes.public_names):
        is_chosen = "latest_revision" in fields and not raw
        return [*latest_revision_writes(writes.objects, instance, using)] if is_chosen else []
    kind = LoadedRow if raw else ObjectWrite
    judged: list[Any] = [kind(row, instance, fields, using) for row in writes.objects]
    for write in judged:
        write.judge()
    return judged


def _written_fields(
    model: ModelClass, *, raw: bool, update_fields: Iterable[str] | None
) -> set[str]:
    """Names of the fields that are written; ``update_fields`` may name columns instead."""
    if raw:
        return {field.name for field in concrete_model(model)._meta.local_fields}
    names = {field.attname: field.name for field in model._meta.concrete_fields}
    if update_fields is None:
        return set(names.values())
    return {names.get(name, name) for name in update_fields}
