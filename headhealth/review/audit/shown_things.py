"""Finds what pages show otherwise than it was approved, and nothing says so.

Compared with the records of the review, which the ledger vouches for. Rows of ``Dependency`` follow
from these, and only say which changes are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from headhealth.review.audit.chunks import chunks, one_by_one_if_need_be, slices
from headhealth.review.audit.finding import Finding, FindingCode, Step, one_line, subject_of
from headhealth.review.audit.live_objects import unreadable
from headhealth.review.audit.shown_records import recorded_dependencies, showing_objects
from headhealth.review.dependency import Dependency, shown_key
from headhealth.review.publishing_authority import publishing_authority
from headhealth.review.reviewed_object import alias_source, content_type_of, reviewed_models
from headhealth.review.seen_parts import (
    FILE_NAME,
    ShownKey,
    changed_parts,
    load_shown,
    seen_parts,
)


class Thing(NamedTuple):
    """Something that an object shows, as the record says."""

    key: ShownKey
    title: str
    parts: dict[str, Any] | None


def check_dependencies() -> Iterator[Step]:
    for model in reviewed_models():
        for objects in chunks(showing_objects(model)):
            steps = one_by_one_if_need_be(
                objects, partial(_check, model), partial(_unreadable, model)
            )
            yield from (step for step in steps if step.rows or step.findings)


def _check(model: type[models.Model], objects: Sequence[Any]) -> Step:
    recorded = recorded_dependencies(model, objects)
    things = {pk: _things(dependencies) for pk, dependencies in recorded.items()}
    changed = _changed(things)
    findings: list[Finding] = []
    if changed:
        known = _known_changes(model, changed)
        for obj in objects:
            if any((str(obj.pk), thing.key) not in known for thing in changed.get(obj.pk, ())):
                findings += _findings(model, obj.pk)
    return Step("shown things", sum(map(len, things.values())), findings)


def _things(dependencies: Iterable[dict[str, Any]]) -> list[Thing]:
    """Without those whose app was taken out of the site."""
    return [
        Thing(key, each["title"], each["parts"])
        for each in dependencies
        if (key := shown_key(each)) is not None
    ]


def _changed(things: Mapping[Any, Sequence[Thing]]) -> dict[Any, list[Thing]]:
    """Those that readers see otherwise now, by key of the object; a chunk of them in memory."""
    now: dict[ShownKey, Any] = {}
    names = _file_names(things)
    for some in slices(sorted(names)):
        shown = load_shown(some)
        now |= {key: seen_parts(obj, file_names=names[key]) for key, obj in shown.items()}
    changed = {
        pk: [thing for thing in of_one if changed_parts(thing.parts, now.get(thing.key))]
        for pk, of_one in things.items()
    }
    return {pk: of_one for pk, of_one in changed.items() if of_one}


def _file_names(things: Mapping[Any, Sequence[Thing]]) -> dict[ShownKey, set[str]]:
    """All that is shown, each with the names of its file in the records."""
    names: dict[ShownKey, set[str]] = {}
    for thing in chain.from_iterable(things.values()):
        named = names.setdefault(thing.key, set())
        if thing.parts and FILE_NAME in thing.parts:
            named.add(thing.parts[FILE_NAME])
    return names


def _known_changes(model: type[models.Model], pks: Iterable[Any]) -> set[tuple[str, ShownKey]]:
    """The changes that the report shows, by key of the object and of the thing."""
    rows = Dependency.objects.filter(
        content_type=content_type_of(model), object_id__in=[str(pk) for pk in pks]
    ).exclude(changed_at=None)
    return {(row.object_id, row.shown_key) for row in rows.defer("parts")}


def _findings(model: type[models.Model], pk: Any) -> list[Finding]:
    """A second look at one object, by exactly the record that its clock goes by.

    Somebody may have changed the thing, and marked the pages, while we looked.
    """
    obj: Any = model._base_manager.filter(pk=pk, live=True).first()
    if obj is None:
        return []
    source = alias_source(obj)
    things = _things(publishing_authority(source).dependencies)
    changed = _changed({source.pk: things}).get(source.pk, [])
    known = _known_changes(model, [source.pk]) if changed else set()
    return [_finding(obj, each) for each in changed if (str(source.pk), each.key) not in known]


def _finding(obj: Any, thing: Thing) -> Finding:
    subject = subject_of(obj)
    return Finding(
        FindingCode.DEPENDENCY_CHANGED,
        _(
            "%(subject)s shows “%(thing)s”, which was changed or deleted since the approval, and "
            "no mark says so: restore it, or have the page reviewed again, and find out who wrote "
            "to the database."
        )
        % {"subject": subject, "thing": one_line(thing.title)},
        subject,
    )


def _unreadable(model: type[models.Model], obj: Any, error: Exception) -> Step:
    return Step("shown things", 0, [unreadable(model, obj.pk, error)])
