"""What changed since the last approval, in one line for readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.fields import StreamField

from headhealth.blocks.content_language import language_code_of
from headhealth.blocks.section import SectionValue
from headhealth.review.canonical_form import canonical_blocks
from headhealth.review.content_digest import changed_fields
from headhealth.review.medical_review import CHANGE_NOTE_LENGTH, MedicalReview
from headhealth.review.version import Version

_MOST_NAMED = 4


def suggested_change_note(
    version: Version, approved: MedicalReview | None, *, is_outdated: bool = False
) -> str:
    """Name what differs between ``version`` and what was ``approved`` before.

    ``is_outdated`` says that something it shows, such as a source, was changed since. In the
    language of ``version``. A suggestion: a reviewer can say why it changed.
    """
    with override(language_code_of(version.obj)):
        if approved is None:
            return _("First published")
        parts = list(_changed_parts(version.model, approved.latest_form.snapshot, version.snapshot))
        if parts:
            return _sentence(parts)
        if is_outdated:
            return _("Reviewed again, as something that it shows was changed")
        return _("Reviewed again, nothing changed")


def field_label(model: type[models.Model], name: str) -> str:
    """The name of a field or child relation for people."""
    field: Any = model._meta.get_field(name)
    label = getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name_plural
    return capfirst(str(label))


def _changed_parts(
    model: type[models.Model], before: dict[str, Any], after: dict[str, Any]
) -> Iterator[str]:
    for name in changed_fields(model, before, after):
        field = model._meta.get_field(name)
        if isinstance(field, StreamField) and _section_types(field):
            yield from _changed_sections(field, before.get(name), after.get(name))
        else:
            yield field_label(model, name).lower()


def _changed_sections(field: StreamField, before: Any, after: Any) -> Iterator[str]:
    """The headings of the sections that are new, different or gone."""
    old, new = (_sections(field, value) for value in (before, after))
    headings = [heading for heading in {**new, **old} if old.get(heading) != new.get(heading)]
    if not headings:
        yield _("the order of the sections")
    for heading in headings:
        yield _("“%(heading)s”") % {"heading": heading} if heading else _("the opening")


def _sections(field: StreamField, stored: Any) -> dict[str, list[Any]]:
    """The blocks of a stored stream under the heading of the section they stand in."""
    section_types = _section_types(field)
    sections: dict[str, list[Any]] = {}
    heading = ""
    for block in canonical_blocks(field, stored):
        if isinstance(block, list) and block[0] in section_types:
            heading = block[1].get("heading", "")
        sections.setdefault(heading, []).append(block)
    return sections


def _section_types(field: StreamField) -> set[str]:
    return {
        name
        for name, block in field.stream_block.child_blocks.items()
        if issubclass(getattr(block.meta, "value_class", object), SectionValue)
    }


def _sentence(parts: list[str]) -> str:
    """As many of ``parts`` by name as a line holds."""
    for named in range(min(len(parts), _MOST_NAMED), 0, -1):
        names = parts[:named]
        if others := len(parts) - named:
            more = ngettext("%(count)d other part", "%(count)d other parts", others)
            names.append(more % {"count": others})
        note = capfirst(_("%(parts)s changed") % {"parts": get_text_list(names, _("and"))})
        if len(note) <= CHANGE_NOTE_LENGTH:
            return note
    return _("Several parts changed")
