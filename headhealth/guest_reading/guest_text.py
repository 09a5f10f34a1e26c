"""What a guest reads: the content of the invitation by section, as readers would see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField

from headhealth.blocks.renditions import load_renditions
from headhealth.content_diff.content_changes import FieldChange, field_changes
from headhealth.content_diff.content_lines import Line, field_lines, shown_fields
from headhealth.guest_reading.invitation import GuestInvitation
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.sections import Section
from headhealth.review.content_digest import changed_fields
from headhealth.review.content_fields import content_fields
from headhealth.review.content_snapshot import restore_snapshot
from headhealth.workflow.change_notes import field_label

OPENING, SOURCES = "opening", "sources"


@dataclass(frozen=True)
class GuestSection:
    """A part of the text that can be commented on, found by ``key`` whatever else changes.

    A section of a page, or else one field: as blocks, as rich text in its stored form, or in lines.
    """

    key: str
    heading: str
    section: Section | None = None
    blocks: StreamValue | None = None
    rich_text: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class GuestText:
    """``obj`` shows the content of ``invitation``, and the rest of the object as it is today."""

    invitation: GuestInvitation
    obj: Any

    @classmethod
    def of(cls, invitation: GuestInvitation) -> GuestText | None:
        """None where the object was deleted."""
        model = invitation.content_type.model_class()
        row = model and model._base_manager.filter(pk=invitation.object_id).first()
        if not model or row is None:
            return None
        obj = restore_snapshot(model, invitation.snapshot, row.pk)
        for each in model._meta.concrete_fields:
            if each.name not in content_fields(model):
                setattr(obj, each.attname, getattr(row, each.attname))
        return cls(invitation, obj)

    @property
    def is_health_page(self) -> bool:
        return isinstance(self.obj, HealthPageMixin)

    @cached_property
    def sections(self) -> list[GuestSection]:
        parts = self._page_sections() if self.is_health_page else self._field_sections()
        seen: Counter[str] = Counter()
        sections = []
        for part in parts:
            seen[part.key] += 1
            # Two sections of a draft may have one heading.
            again = f"-{seen[part.key]}" if seen[part.key] > 1 else ""
            sections.append(replace(part, key=part.key + again))
        return sections

    @property
    def headings(self) -> dict[str, str]:
        """The headings of the sections by key."""
        return {section.key: section.heading for section in self.sections}

    @cached_property
    def changes(self) -> list[FieldChange]:
        """What differs from the approved version; nothing where there was none."""
        approved, model = self.invitation.compared_with, type(self.obj)
        if approved is None:
            return []
        before, after = approved.snapshot, self.invitation.snapshot
        # Not the object that is shown: reading a block turns what was deleted into nothing.
        old, new = (restore_snapshot(model, each, self.obj.pk) for each in (before, after))
        return field_changes(old, new, changed_fields(model, before, after), {})

    def _page_sections(self) -> Iterator[GuestSection]:
        """What stands before the first heading, the sections, and the sources."""
        blocks = [block for section in self.obj.body_sections for block in section.blocks]
        load_renditions(block for block in blocks if isinstance(block, StreamValue.StreamChild))
        leading = next((each for each in self.obj.body_sections if not each.heading), None)
        yield GuestSection(OPENING, _("Title and summary"), section=leading)
        for section in self.obj.contents:
            yield GuestSection(section.anchor, str(section.heading), section=section)
        if self.obj.references:
            yield GuestSection(SOURCES, _("Sources"))

    def _field_sections(self) -> Iterator[GuestSection]:
        """Each field that says anything."""
        for each in shown_fields(type(self.obj)):
            part = GuestSection(each.name, field_label(type(self.obj), each.name))
            value = getattr(self.obj, each.name)
            if isinstance(each, StreamField):
                part = replace(part, blocks=value)
            elif isinstance(each, RichTextField):
                part = replace(part, rich_text=value)
            else:
                part = replace(part, lines=field_lines(self.obj, each.name))
            if part.blocks or part.rich_text or part.lines:
                yield part
