"""Notes who changed public content, at each save.

Revisions cannot tell: they are purged, a comment makes one too, and autosave rewrites them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision

from headhealth.review.account_hash import account_hash
from headhealth.review.changed_parts import changed_parts
from headhealth.review.content_digest import changed_fields, digest_of
from headhealth.review.content_fields import content_fields
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.contribution import Contribution
from headhealth.review.contributions import is_noted, saved_by_nobody, written_by_nobody
from headhealth.review.entries import entries
from headhealth.review.guarded_tables import guarded_writes
from headhealth.review.ledgered_record import record_save
from headhealth.review.open_blocks import OpenBlocks
from headhealth.review.recorded_name import recorded_name
from headhealth.review.reviewed_object import (
    alias_source,
    content_type_of,
    reviewed_model,
    reviewed_model_by_type,
)
from headhealth.review.text_keys import (
    Change,
    TextKey,
    as_stored,
    changes,
    from_stored,
    text_keys,
)
from headhealth.review.version import Version, latest_version, version_of

NO_CHANGES: list[Any] = []
"""A save of what others wrote: its author answers for any text whose writer is not known."""

_published: OpenBlocks[models.Model] = OpenBlocks("headhealth_published")
_saved: OpenBlocks[models.Model] = OpenBlocks("headhealth_saved")


@contextmanager
def publishing(obj: models.Model) -> Iterator[None]:
    """While the block runs, the row of ``obj`` takes over what a revision holds.

    That save has no author; other objects that a receiver saves meanwhile have theirs.
    """
    with _published.opened(obj):
        yield


@contextmanager
def saving_revision(obj: models.Model) -> Iterator[None]:
    """While the block runs, ``note_revision`` is to follow for the revision of ``obj``."""
    with _saved.opened(obj):
        yield


def is_saving_revision(obj: models.Model) -> bool:
    return any(obj == each for each in _saved.values)


def content_before_edit(revision: Any) -> dict[str, Any] | None:
    """What ``revision`` of a reviewed object holds, where a save of the revision itself, past its
    object, is about to change that; else None. Nothing is held of another object."""
    model = reviewed_model_by_type().get(revision.content_type_id)
    is_noted = any(
        reviewed_model(type(obj)) is model and str(obj.pk) == str(revision.object_id)
        for obj in _saved.values
    )
    if model is None or is_noted:
        return None
    row = Revision.objects.filter(pk=revision.pk)
    stored = row.values("content", "content_type_id", "object_id").first()
    if stored is None:
        return None
    own = {"content_type_id": revision.content_type_id, "object_id": str(revision.object_id)}
    content: dict[str, Any] = stored["content"] if stored.items() >= own.items() else {}
    return None if content == revision.content else content


def note_edited_revision(revision: Any, stored: Mapping[str, Any]) -> None:
    """Note what is about to change in ``revision``, which holds ``stored``."""
    model: Any = reviewed_model_by_type()[revision.content_type_id]
    obj = model._base_manager.filter(pk=revision.object_id).first()
    if obj is None:
        return
    version = Version(obj, model, revision.content)
    if digest_of(model, stored) != version.digest:
        # Where nobody is known, the user whose revision it is answers for it.
        _note_difference(stored, version, get_active_log_context().user or revision.user)


def note_revision(
    *, version: Version, former: Any, revision: Any, user: Any, overwritten: Any
) -> None:
    """Note the changes that the new latest ``revision`` of an object made.

    ``former`` is the key of the latest one before; ``overwritten`` is what ``revision`` held,
    where an autosave wrote over it. Saving unchanged content (a comment, a new slug) is no
    contribution, but who first saves what a script wrote takes it over.
    """
    user = user or get_active_log_context().user
    obj, newest = version.obj, _newest(version.obj)
    taken: list[Any] = []
    if user is not None and newest is not None and not newest.is_by_somebody:
        taken = [save for save in saved_by_nobody(obj) if _is_in(save, version)]
    if newest is not None and newest.digest == version.digest:
        if taken:
            note_changes(obj, user, version.digest, taken)
        return
    before = overwritten if overwritten is not None else content_of_revision(former)
    # Who first saves a revision takes over what was written past all saves that are noted.
    is_found = _note_difference(before or {}, version, user, taken)
    if not is_found and user is not None and not is_noted(version):
        note_changes(obj, user, version.digest, [*taken, NO_CHANGES])


def note_submission(obj: Any, user: Any) -> None:
    """Make ``user``, who submits the latest version of ``obj``, the author of what nobody else is
    known to have written or saved of it."""
    if user is None:
        return
    changed, latest = written_by_nobody(obj), latest_version(obj)
    if changed or not is_noted(latest):
        note_changes(obj, user, latest.digest, [as_stored(changed)])


def _is_in(save: list[Any], version: Version) -> bool:
    """Whether ``version`` has any of what ``save`` brought, or ``save`` took something away."""
    added = {key.value for change in from_stored(save) for key in change.added}
    return not added or not added.isdisjoint(key.value for key in text_keys(version.entries))


def content_of_revision(key: Any) -> dict[str, Any] | None:
    """The content of the revision with ``key``; None where there is none."""
    return Revision.objects.filter(pk=key).values_list("content", flat=True).first()


class Before(NamedTuple):
    """The stored content of an object before a save of its row; nothing of a new one."""

    row: Mapping[str, Any]
    latest: Mapping[str, Any]
    """The content of its latest revision, which is newer than the row of a draft; else the row."""
    revision: Any = None
    """The key of its latest revision."""


def note_row(obj: Any, before: Before, names: set[str] | None) -> None:
    """Note the changes that a save of the row of ``obj`` past its revisions made.

    The owner of a new one is its author where nobody else is known. ``names`` are the fields that
    were written, None for all.
    """
    if before.row:
        before = before._replace(latest=_note_latest_revision(obj, before))
    version, user = version_of(obj), get_active_log_context().user
    written = {
        name: value for name, value in version.snapshot.items() if names is None or name in names
    }
    if {**before.row, **written} == before.row:
        return
    if user is None and not before.row:
        user = owner_of(obj)
    if _is_as_its_source(version):
        return
    # The editor's form holds the latest version.
    version = Version(obj, version.model, {**before.latest, **written})
    if digest_of(version.model, before.latest) != version.digest:
        _note_difference(before.latest, version, user)


def _note_latest_revision(obj: Any, before: Before) -> Mapping[str, Any]:
    """Note the changes that another latest revision brings, which was chosen past
    ``save_revision``; return the content of the latest one."""
    key = getattr(obj, "latest_revision_id", None)
    revision = Revision.objects.filter(pk=key).first() if key != before.revision else None
    if revision is None or is_saving_revision(obj):
        return before.latest
    version = Version(obj, type(obj), revision.content)
    if digest_of(version.model, before.latest) != version.digest:
        user = get_active_log_context().user or revision.user
        _note_difference(before.latest, version, user)
    return revision.content


def row_before(obj: Any, names: set[str] | None) -> Before | None:
    """The content of ``obj`` before a save of the fields with ``names``.

    None where the save can change no text of the object, or is noted by ``note_revision`` or by
    the guard.
    """
    if _is_published(obj):
        return None
    model: type[models.Model] = type(obj)
    if names is not None and names.isdisjoint(content_fields(model)):
        # A save of bookkeeping alone is noted by the guard.
        writes = guarded_writes(model)
        is_bookkeeping = writes is None or names.isdisjoint(writes.public_names)
        if is_bookkeeping or is_saving_revision(obj) or "latest_revision" not in names:
            return None
    rows = model._base_manager.select_related("latest_revision").filter(pk=obj.pk)
    stored = None if obj._state.adding else rows.first()
    row = content_snapshot(stored) if stored else {}
    latest = stored.latest_revision if stored else None
    return Before(row, latest.content if latest else row, latest and latest.pk)


def _is_as_its_source(version: Version) -> bool:
    """Whether an alias shows what its source does: it has its authors, who are carried over."""
    source = alias_source(version.obj)
    if source is version.obj:
        return False
    stored = version.model._base_manager.filter(pk=source.pk).first()
    return stored is not None and version_of(stored).digest == version.digest


def owner_of(obj: Any) -> Any:
    """The user who owns ``obj``; a model of a site may have another field of that name."""
    owner = getattr(obj, "owner", None)
    return owner if isinstance(owner, get_user_model()) else None


def _is_published(obj: Any) -> bool:
    """Compare by row: the object that is saved is the one from the revision, not the one given."""
    return any(obj == each for each in _published.values)


def _newest(obj: models.Model) -> Contribution | None:
    return Contribution.objects.for_object(obj).in_order().last()


def digest_of_revision(revision: Any) -> str:
    return digest_of(revision.content_type.model_class(), revision.content)


def _note_difference(
    before: Mapping[str, Any], after: Version, user: Any, taken: Sequence[Any] = ()
) -> bool:
    """Return whether there is a difference.

    ``taken`` are saves of nobody that ``user`` takes over with this one.
    """
    parts = changed_parts(after.model, before, after.snapshot)
    old, new = (entries(after.model, part) for part in parts)
    found = changes(old, new)
    if not found and digest_of(after.model, before) != after.digest:
        # White space alone, as between two paragraphs: all of the field counts.
        fields = changed_fields(after.model, before, after.snapshot)
        found = [Change(*(_keys(after.model, each, fields) for each in (before, after.snapshot)))]
    if found:
        note_changes(after.obj, user, after.digest, [*taken, as_stored(found)])
    return bool(found)


def _keys(model: Any, snapshot: Mapping[str, Any], fields: list[str]) -> list[TextKey]:
    named = {name: snapshot[name] for name in fields if name in snapshot}
    return text_keys(entries(model, named))


def note_changes(
    obj: models.Model,
    user: Any,
    digest: str,
    changed: Any,
    moment: datetime | None = None,
    *,
    name: str = "",
) -> None:
    """Write the contribution of ``user``, or of a script that has a ``name`` at most."""
    write_contribution(
        obj,
        user=user,
        user_name=recorded_name(user) or name,
        account=str(user.pk) if user else "",
        account_hash=account_hash(user) if user else "",
        digest=digest,
        changes=changed,
        contributed_at=moment or timezone.now(),
    )


def write_contribution(obj: models.Model, **values: Any) -> None:
    """Write a contribution to ``obj`` with ``values`` in its other fields."""
    record_save(
        Contribution(content_type=content_type_of(type(obj)), object_id=str(obj.pk), **values)
    )
