"""The sections of a page, for the page itself, its contents list and structured data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.section import SectionValue

HELP_SECTION = (_("When to get help"), "when-to-get-help")
QUESTIONS_SECTION = (_("Questions and answers"), "questions")
"""Heading and anchor of the sections that fields for care cards and questions make."""


@dataclass
class Section:
    """What stands under one heading of the second level: ``text``, then ``blocks``."""

    heading: Any = ""
    anchor: str = ""
    aspect: str = ""
    blocks: list[Any] = field(default_factory=list)
    text: str = ""
    """Rich text in its stored form."""
    kind: str = ""
    """How the section looks, where that differs: the modifier of its CSS class."""
    is_headed_by_block: bool = False
    """Whether the first block prints the heading, as section blocks do."""


def body_sections(body: Any) -> list[Section]:
    """Group a ``StreamValue`` of body blocks by section, in reading order.

    A section has a section block and the blocks that follow it up to the next one. Blocks before
    the first section block stand in a leading section without a heading.
    """
    sections = [Section()]
    for block in body:
        if isinstance(block.value, SectionValue):
            value = block.value
            sections.append(
                Section(value.heading, value.anchor, value.aspect, is_headed_by_block=True)
            )
        sections[-1].blocks.append(block)
    return sections if sections[0].blocks else sections[1:]


def help_and_questions(*, care_cards: Iterable[Any], faq: Iterable[Any]) -> list[Section]:
    """The last sections of a page with fields for care cards and questions; none that is empty."""
    sections = [
        Section(
            *HELP_SECTION,
            aspect=HealthAspect.SEE_DOCTOR.value,
            blocks=list(care_cards),
        ),
        Section(*QUESTIONS_SECTION, blocks=list(faq), kind="questions"),
    ]
    return [section for section in sections if section.blocks]
