"""The gate for rows that are loaded as they are, from a fixture say.

``loaddata`` must not end half-way: what it would make public without a review lands as a draft.
"""

from __future__ import annotations

from typing import Any

from headhealth.review.copied_draft import forget_publication, never_published
from headhealth.review.guarded_tables import WrittenRow
from headhealth.review.pending_write import PendingWrite
from headhealth.review.reviewed_object import reviewed_model
from headhealth.review.stored_rows import stored_row, type_of_content
from headhealth.review.watched_row import WatchedRow
from headhealth.rules.publishing import Verdict


class LoadedRow:
    """``fields`` of ``instance``, all of one table, about to be written by that table's own key.

    A specific row carries none of the base fields, ``live`` among them: they are in the base row,
    which was loaded before.
    """

    def __init__(self, row: WrittenRow, instance: Any, fields: set[str], using: str) -> None:
        self.instance = instance
        self.fields = fields
        self.written = reviewed_model(type(instance))
        if "content_type" in fields:
            self.written = type_of_content(instance.content_type_id)
        self.watched = WatchedRow(row.root, instance.pk, using)

    def judge(self) -> None:
        """Make the object a draft, unless what is loaded may be public."""
        root, key, using = self.watched.root, self.watched.key, self.watched.using
        stored = stored_row(root, key, using=using, likely=reviewed_model(type(self.instance)))
        model = (stored and stored.model) or self.written
        if model is None:
            return
        write = PendingWrite(model, self.instance, self.fields, stored)
        changes_type = "content_type" in self.fields and self.written is not model
        if write.verdict is Verdict.ALLOW and not changes_type:
            self.watched.allow(write.shown_before, write.shown_by_record)
        elif "live" in self.fields:
            hold_as_draft(self.instance)
        else:
            self.watched.take_offline()

    def judge_written(self) -> None:
        """Make it a draft, where a receiver has changed it since."""
        if self.watched.refusal() is not None:
            self.watched.take_offline()


def hold_as_draft(instance: Any) -> None:
    """Keep a row that is about to be written from readers."""
    instance.live = False
    instance.has_unpublished_changes = True
    never_published(instance)
    forget_publication(instance)
