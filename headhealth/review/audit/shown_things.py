"""Finds what pages show otherwise than it was approved, and nothing says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from headhealth.review.audit.chunks import chunks
from headhealth.review.audit.finding import (
    Finding,
    FindingCode,
    Step,
    Subject,
    one_line,
    subject_of,
)
from headhealth.review.dependency import Dependency
from headhealth.review.seen_parts import changed_parts, load_shown, seen_parts


def unmarked_dependencies() -> Any:
    """What everybody takes for what it was. Where a change is known, the report shows it."""
    return Dependency.objects.filter(changed_at=None)


def check_dependencies() -> Iterator[Step]:
    for rows in chunks(unmarked_dependencies()):
        changed = _changed(rows)
        if changed:
            # Somebody may have changed it, and marked the pages, while we looked.
            again = unmarked_dependencies().filter(pk__in=[row.pk for row in changed])
            changed = _changed(list(again))
        yield Step("shown things", len(rows), [_finding(row) for row in changed])


def _changed(rows: Sequence[Dependency]) -> list[Dependency]:
    shown = load_shown({row.shown_key for row in rows})
    now = {key: seen_parts(obj) for key, obj in shown.items()}
    return [row for row in rows if changed_parts(row.parts, now.get(row.shown_key))]


def _finding(row: Dependency) -> Finding:
    subject = _subject(row)
    return Finding(
        FindingCode.DEPENDENCY_CHANGED,
        _(
            "%(subject)s shows “%(thing)s”, which was changed or deleted past Django since the "
            "approval: restore it, or have the page reviewed again, and find out who wrote to the "
            "database."
        )
        % {"subject": subject, "thing": one_line(row.shown_title)},
        subject,
    )


def _subject(row: Dependency) -> Subject:
    """What shows it; by its key where it was deleted past Django."""
    model: Any = ContentType.objects.get_for_id(row.content_type_id).model_class()
    obj = model._base_manager.filter(pk=row.object_id).first()
    if obj is not None:
        return subject_of(obj)
    return Subject(model=model._meta.label_lower, object_id=row.object_id, title=row.object_id)
