"""Approvals that are out of date: something that the content shows is not what was approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connections, models, router, transaction
from django.db.models import OuterRef, Subquery
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from headhealth.review.dependency import Dependency
from headhealth.review.newest_review import newest_review
from headhealth.review.object_lock import for_update
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import ReviewedObject, alias_source
from headhealth.review.seen_parts import changed_parts, load_shown, part_label, seen_parts
from headhealth.review.version import version_of


@dataclass(frozen=True)
class OutdatedPart:
    """One thing that readers see otherwise than it was when the content was approved."""

    kind: str
    """What it is, for people: “image”, for example."""
    title: str
    change: str
    """One sentence."""
    since: datetime
    by: Any
    """The user who changed it, or None where that is not known."""
    is_reviewed: bool
    """The thing is public as a medical reviewer approved it, so the change is approved, too."""
    shown: Any
    """The thing, or None where it was deleted."""


def follow_change(shown: models.Model, *, is_deleted: bool = False) -> None:
    """Mark what shows ``shown``, which has just been stored or deleted, or take the mark back.

    The same few queries for any number of pages.
    """
    key = ReferenceIndex._get_base_content_type(shown).pk, str(shown.pk)
    rows = Dependency.objects.filter(shown_type=key[0], shown_id=key[1])
    if not rows:
        return
    # Stored, not in memory: there it may be a draft.
    stored = None if is_deleted else load_shown([key]).get(key)
    now = None if stored is None else seen_parts(stored)
    if changed := [row for row in rows if row.compare(now)]:
        with transaction.atomic():
            _store(changed)
            _mark_clocks(changed)


def compare_when_committed(obj: Any) -> None:
    """Once this transaction has ended, mark what others changed while it went on.

    ``follow_change`` does not see what ``obj`` shows until that is committed, nor does who commits
    it see what was changed since it was read. A database that lets one write at a time needs none.
    """
    if connections[router.db_for_write(Dependency)].features.has_select_for_update:
        transaction.on_commit(partial(_compare_all, obj), robust=True)


def _compare_all(obj: Any) -> None:
    with transaction.atomic():
        # Held: an approval may rewrite them meanwhile.
        rows = list(for_update(Dependency.objects.for_object(obj).order_by("pk")))
        if not rows:
            return
        shown = load_shown(row.shown_key for row in rows)
        now = {key: seen_parts(each) for key, each in shown.items()}
        changed = [row for row in rows if row.compare(now.get(row.shown_key))]
        _store(changed)
        since = min((row.changed_at for row in rows if row.changed_at), default=None)
        clocks = ReviewClock.objects.for_object(obj)
        if changed or clocks.exclude(outdated_since=since).exists():
            _mark_clocks(rows)


def outdated_parts(obj: Any) -> list[OutdatedPart]:
    """What is out of date in the approval of ``obj``, the oldest first. An alias has its source's.

    Two queries, one or two more for each type of what is out of date, and a few for each part that
    is itself reviewed.
    """
    rows = Dependency.objects.for_object(alias_source(obj)).exclude(changed_at=None)
    rows = list(rows.select_related("changed_by").order_by("changed_at", "pk"))
    shown = load_shown(row.shown_key for row in rows)
    return [_part(row, shown.get(row.shown_key)) for row in rows]


def _store(changed: list[Dependency]) -> None:
    for is_outdated in (True, False):
        alike = [row for row in changed if (row.changed_at is not None) is is_outdated]
        if alike:
            Dependency.objects.filter(pk__in=[row.pk for row in alike]).update(
                changed_at=alike[0].changed_at, changed_by=alike[0].changed_by_id
            )


def _part(row: Dependency, shown: Any) -> OutdatedPart:
    assert row.changed_at is not None, "Only what has changed is told."
    model = type(shown) if shown is not None else row.shown_type.model_class()
    return OutdatedPart(
        kind=str(model._meta.verbose_name) if model else row.shown_type.name,
        title=str(shown) if shown is not None else row.shown_title,
        change=_change(row, shown),
        since=row.changed_at,
        by=row.changed_by,
        is_reviewed=isinstance(shown, ReviewedObject) and _is_approved(shown),
        shown=shown,
    )


def _is_approved(shown: Any) -> bool:
    if not getattr(shown, "live", True):
        return False
    source = alias_source(shown)
    approved = newest_review(source)
    return approved is not None and approved.lets_through(version_of(source))


def _change(row: Dependency, shown: Any) -> str:
    if shown is None:
        return _("It was deleted.")
    now = seen_parts(shown)
    if now is None:
        return _("Readers do not see it any more.")
    if row.parts is None:
        return _("Readers did not see it then, and see it now.")
    names = [part_label(type(shown), name) for name in changed_parts(row.parts, now)]
    return _("Changed since: %(parts)s.") % {"parts": get_text_list(names, _("and"))}


def _mark_clocks(rows: Iterable[Dependency]) -> None:
    by_type = defaultdict(set)
    for row in rows:
        by_type[row.content_type_id].add(row.object_id)
    first = Dependency.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        changed_at__isnull=False,
    ).order_by("changed_at")
    for type_id, ids in by_type.items():
        ReviewClock.objects.filter(content_type=type_id, object_id__in=ids).update(
            outdated_since=Subquery(first.values("changed_at")[:1])
        )
