"""The gate for rows that are loaded as they are, from a fixture say.

``loaddata`` must not end half-way: what it would make public without a review lands as a draft.
"""

from __future__ import annotations

from typing import Any

from headhealth.review.copied_draft import forget_publication, never_published
from headhealth.review.guarded_tables import ModelClass, WrittenRow
from headhealth.review.pending_write import PendingWrite
from headhealth.review.stored_rows import stored_row, type_of_content
from headhealth.review.watched_row import WatchedRow
from headhealth.rules.publishing import Verdict


def hold_loaded_row(
    row: WrittenRow, model: ModelClass | None, instance: Any, fields: set[str], *, using: str
) -> None:
    """Make the object a draft, unless what is loaded may be public.

    Loading writes one table, by that table's own key: a specific row carries none of the base
    fields, ``live`` among them. They are in the base row, which was loaded before.
    """
    stored = stored_row(row.root, instance.pk, using=using, likely=model)
    written = model
    if "content_type" in fields:
        written = type_of_content(instance.content_type_id)
    reviewed = (stored and stored.model) or written
    if reviewed is None:
        return
    changes_type = "content_type" in fields and written is not reviewed
    if not changes_type and (
        PendingWrite(reviewed, instance, fields, stored).verdict is Verdict.ALLOW
    ):
        return
    if "live" in fields:
        hold_as_draft(instance)
    else:
        WatchedRow(row.root, instance.pk, using).take_offline()


def hold_as_draft(instance: Any) -> None:
    """Keep a row that is about to be written from readers."""
    instance.live = False
    instance.has_unpublished_changes = True
    never_published(instance)
    forget_publication(instance)
