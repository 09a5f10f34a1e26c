"""The choke point of the publishing gate.

Every way in which Wagtail makes content public ends in ``Model.save()``. ``before_save`` and
``after_save`` hear every save of every model, and judge those that write to a guarded table by
what is stored there. The other layers of the gate give better messages; this one holds.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from headhealth.review.authority import may_be_public
from headhealth.review.contribution_notes import content_before_edit, note_edited_revision
from headhealth.review.guarded_tables import guarded_writes
from headhealth.review.model_tables import is_historical
from headhealth.review.object_guard import guard_object
from headhealth.review.part_guard import PartWrite
from headhealth.review.review_required import ReviewRequired, unreviewed
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.review.slug_rule import keep_slug_of_revision
from headhealth.review.stored_rows import type_of_content


def before_save(
    sender: Any,
    instance: Any,
    raw: bool = False,
    using: str = DEFAULT_DB_ALIAS,
    update_fields: Any = None,
    **kwargs: Any,
) -> None:
    """Let a write pass, hold it as a draft, or raise ``ReviewRequired``."""
    if is_historical(sender) or (writes := guarded_writes(sender)) is None:
        return
    judged: list[Any] = []
    if writes.objects:
        judged += guard_object(writes, instance, raw=raw, using=using, update_fields=update_fields)
    if writes.parts:
        part = PartWrite(writes.parts, instance, using, raw)
        part.judge()
        judged.append(part)
    if writes.has_revisions:
        _guard_schedule(instance, update_fields, raw=raw)
        is_stored = instance.pk is not None and not raw
        if is_stored and (update_fields is None or "content" in update_fields):
            stored = content_before_edit(instance)
            if stored is not None:
                keep_slug_of_revision(instance, stored)
                note_edited_revision(instance, stored)
    # A receiver may save the same instance again before this save is done.
    instance._state.__dict__.setdefault("guarded_writes", []).append(judged)


def after_save(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Judge the row after the write, as values may have changed, or mean something else in SQL."""
    if instance._state.__dict__.get("guarded_writes"):
        for write in instance._state.guarded_writes.pop():
            write.judge_written()


def _guard_schedule(instance: Any, update_fields: Any, *, raw: bool) -> None:
    """Refuse a schedule of a version that is not what was last approved.

    ``loaddata`` must not end half-way: it loads the version without its schedule.
    """
    is_scheduled = instance.approved_go_live_at is not None and (
        update_fields is None or "approved_go_live_at" in update_fields
    )
    if not is_scheduled:
        return
    if raw:
        if not _may_be_loaded_with_schedule(instance):
            instance.approved_go_live_at = None
    elif instance.content_type.model_class() is not None:
        obj = instance.as_object()
        if reviewed_model_of(obj) is not None and not may_be_public(obj):
            raise unreviewed(obj)


def _may_be_loaded_with_schedule(revision: Any) -> bool:
    if type_of_content(revision.content_type_id) is None:
        return True
    try:
        # Its object may be loaded after it.
        return revision.content_object is not None and may_be_public(revision.as_object())
    except ReviewRequired:
        return False
