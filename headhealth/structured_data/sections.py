"""The sections of a page, each with its anchor, its aspect and its questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headhealth.blocks.faq import FAQBlock, FAQItemValue
from headhealth.blocks.health_aspect import HealthAspect
from headhealth.pages.sections import Section
from headhealth.structured_data.nodes import CONTEXT, Node, address_of, node, plain

_WITHOUT_ASPECT = {"", HealthAspect.DIAGNOSIS.value, HealthAspect.OTHER.value}


def section_parts(page: Any, url: str) -> list[Node]:
    """The sections that have a heading, and so an address."""
    questions_apart = is_mainly_questions(page)
    return [_part(section, url, questions_apart) for section in page.contents]


def is_mainly_questions(page: Any) -> bool:
    """Whether more than half of the sections are questions and answers."""
    sections = page.contents
    return 2 * sum(any(_questions_in(section)) for section in sections) > len(sections)


def page_questions(page: Any, url: str) -> list[Node]:
    return [_question(item, url) for section in page.contents for item in _questions_in(section)]


def _part(section: Section, url: str, questions_apart: bool) -> Node:
    aspect = None
    if section.aspect not in _WITHOUT_ASPECT:
        aspect = f"{CONTEXT}/{section.aspect.title().replace('_', '')}HealthAspect"
    return node(
        # Nothing else may have an aspect.
        "HealthTopicContent" if aspect else "WebPageElement",
        name=section.heading,
        url=address_of(section.anchor, url),
        hasHealthAspect=aspect,
        hasPart=None if questions_apart else [_question(q, url) for q in _questions_in(section)],
    )


def _questions_in(section: Section) -> Iterator[FAQItemValue]:
    for block in section.blocks:
        value = getattr(block, "value", block)
        if isinstance(value, FAQItemValue):
            yield value
        elif isinstance(getattr(block, "block", None), FAQBlock):
            yield from value["questions"]


def _question(item: FAQItemValue, url: str) -> Node:
    return node(
        "Question",
        name=item["question"],
        url=address_of(item.anchor, url),
        acceptedAnswer=node("Answer", text=plain(item["answer"])),
    )
