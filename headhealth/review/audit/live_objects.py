"""Verifies what readers see: each live object holds what a review that counts has approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Page

from headhealth.review.adoption import Adoption
from headhealth.review.audit.chunks import key_chunks, one_by_one_if_need_be
from headhealth.review.audit.content_parts import load_parts, stored_streams
from headhealth.review.audit.coverage import Content, judge
from headhealth.review.audit.finding import (
    Finding,
    FindingCode,
    Step,
    Subject,
    one_line,
    subject_of,
)
from headhealth.review.audit.live_findings import finding_about
from headhealth.review.audit.page_types import check_types
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.rebaseline import Rebaseline
from headhealth.review.reviewed_object import content_type_of, reviewed_models
from headhealth.review.version import version_of

_COVERED_BY = {
    Rebaseline: "rebaselined after a migration",
    EmergencyPublication: "published urgently and awaiting review",
    Adoption: "adopted and never reviewed",
}


def live_rows(model: type[models.Model]) -> models.QuerySet:
    """The live objects of ``model``, without those of a reviewed model derived from it."""
    rows = model._base_manager.filter(live=True)
    for other in reviewed_models():
        if other is not model and issubclass(other, model):
            rows = rows.exclude(pk__in=other._base_manager.values("pk"))
    return rows


def check_live_objects(
    model: type[models.Model], distrusted: set[tuple[str, int]]
) -> Iterator[Step]:
    """Compare live rows of ``model`` with their records. An unreadable row is a finding."""
    for keys in key_chunks(live_rows(model)):
        yield from one_by_one_if_need_be(
            keys,
            lambda some: _check(model, some, distrusted),
            lambda key, error: Step("live objects", 1, [unreadable(model, key, error)]),
        )
    if issubclass(model, Page):
        for keys in key_chunks(_pages_without_row(model)):
            findings = [unreadable(model, key, _("its row is gone")) for key in keys]
            yield Step("live objects", len(keys), findings)
        yield from check_types(model, live_rows(model))


def _check(
    model: type[models.Model], keys: Sequence[Any], distrusted: set[tuple[str, int]]
) -> Step:
    rows = live_rows(model)
    objects = list(rows.filter(pk__in=keys).order_by("pk"))
    short, others = judge(model, live_contents(model, objects), distrusted)
    if short:
        # Somebody may have published while we looked. What is wrong is wrong at a second look.
        again = rows.filter(pk__in=[shortfall.content.version.obj.pk for shortfall in short])
        short, others_again = judge(model, live_contents(model, list(again)), distrusted)
        others += others_again
    findings: list[Finding] = [
        finding_about(shortfall, subject_of(shortfall.content.version.obj)) for shortfall in short
    ]
    of_them = {_COVERED_BY[kind]: number for kind, number in others.items()}
    return Step("live objects", len(objects), findings, of_them)


def _pages_without_row(model: type[Page]) -> models.QuerySet:
    """Live pages of the type ``model`` of which only the row of every page is left."""
    pages = Page._base_manager.filter(live=True, content_type=content_type_of(model))
    return pages.exclude(pk__in=model._base_manager.values("pk"))


def unreadable(model: type[models.Model], key: Any, reason: object) -> Finding:
    """The finding about an object that the audit cannot load, named by what is left of it."""
    title = ""
    if issubclass(model, Page):
        title = Page._base_manager.filter(pk=key).values_list("title", flat=True).first() or ""
    subject = Subject(model._meta.label_lower, str(key), one_line(title))
    return Finding(
        FindingCode.CONTENT_UNREADABLE,
        _(
            "%(subject)s is live and cannot be read (%(reason)s), so it cannot be compared with "
            "what was approved: restore it from a backup, and find out who wrote to the database."
        )
        % {"subject": subject, "reason": one_line(str(reason))},
        subject,
    )


def live_contents(model: type[models.Model], objects: list[Any]) -> list[Content]:
    """What ``objects``, live rows of ``model``, show readers."""
    load_parts(objects)
    streams = stored_streams(model, objects)
    sources = alias_sources(model, objects)
    contents = []
    for obj in objects:
        reviewed_id, _revision = sources.get(obj.pk, (str(obj.pk), None))
        contents.append(Content(version_of(obj, streams.get(obj.pk)), reviewed_id))
    return contents


def alias_sources(
    model: type[models.Model], objects: Sequence[Any]
) -> dict[Any, tuple[str, int | None]]:
    """By key of an alias: key and live revision of the page at the end of its chain.

    One query for each link of the longest chain. A source of another type has no review that could
    cover it, and an impossible key.
    """
    at = {obj.pk: obj.alias_of_id for obj in objects if getattr(obj, "alias_of_id", None)}
    if not at:
        return {}
    page_model: Any = model._meta.get_field("alias_of").related_model
    pages = page_model._base_manager
    known: dict[Any, Any] = {}
    unknown = set(at.values())
    while unknown:
        known |= {page.pk: page for page in pages.filter(pk__in=unknown)}
        # Where one is gone, its alias has no source.
        known |= dict.fromkeys(unknown - known.keys())
        unknown = {page.alias_of_id for page in known.values() if page is not None}
        unknown -= {None, *known}
    for pk, source in at.items():
        seen = {pk}
        while (page := known[source]) is not None and page.alias_of_id and source not in seen:
            seen.add(source)
            source = page.alias_of_id
        at[pk] = source
    wanted = content_type_of(model).pk
    return {
        pk: (str(page.pk), page.live_revision_id)
        if (page := known[source]) is not None and page.content_type_id == wanted
        else ("", None)
        for pk, source in at.items()
    }
