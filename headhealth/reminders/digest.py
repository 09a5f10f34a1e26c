"""What one person is told in one mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from headhealth.reminders.clock_matters import Reminders, clock_matters
from headhealth.reminders.matter import Matter, MatterKind
from headhealth.reminders.people import People
from headhealth.reminders.sent_reminder import told_to
from headhealth.reminders.waiting_matters import waiting_matters


@dataclass(frozen=True)
class Section:
    """The matters that stand under one heading."""

    heading: Any
    matters: list[Matter]


LATE, SOON = "late", "soon"
HEADINGS: dict[str, Any] = {
    MatterKind.EMERGENCY: _("Published urgently, and its review is late"),
    LATE: _("Review overdue"),
    MatterKind.WAITING: _("Waiting for a medical reviewer"),
    MatterKind.OUTDATED: _("Approval out of date: something it shows was changed"),
    MatterKind.ASKED: _("A new review was asked for"),
    SOON: _("Review due soon"),
    MatterKind.NEVER: _("Public, and never reviewed in full"),
}
"""In the order of the mail."""


@dataclass
class Digest:
    """The matters of one person, in the order in which they were found."""

    recipient: Any
    matters: list[Matter] = field(default_factory=list)

    @cached_property
    def sections(self) -> list[Section]:
        """What presses most stands first, and in each section what is latest."""
        by_heading: dict[str, list[Matter]] = {name: [] for name in HEADINGS}
        for matter in self.matters:
            by_heading[_heading(matter)].append(matter)
        return [
            Section(HEADINGS[name], sorted(matters, key=_order))
            for name, matters in by_heading.items()
            if matters
        ]


def _heading(matter: Matter) -> str:
    if matter.kind == MatterKind.DUE:
        return LATE if matter.is_late else SOON
    return matter.kind


def _order(matter: Matter) -> tuple[Any, ...]:
    return (matter.counted_from, matter.content.title, matter.content.object_id)


def digests(*, now: datetime, people: People) -> list[Digest]:
    """Who is to be told what that they have not been told, by the order of the users' keys.

    What is kept in memory is what will be sent: a matter is one small object, however many people
    are told of it.
    """
    by_person: dict[Any, Digest] = {}
    for reminders in _found(now, people):
        told = told_to(matter for matter, _recipients in reminders)
        for matter, recipients in reminders:
            for user in recipients:
                if (matter.key, user.pk) not in told:
                    by_person.setdefault(user.pk, Digest(user)).matters.append(matter)
    return [by_person[key] for key in sorted(by_person)]


def _found(now: datetime, people: People) -> Iterator[Reminders]:
    yield waiting_matters(now=now, people=people)
    yield from clock_matters(now=now, people=people)
