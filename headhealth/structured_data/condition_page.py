"""A condition article: the condition with its symptoms, causes, treatments and tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headhealth.blocks.causes import CausesBlock
from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.page_visibility import shown_pages
from headhealth.blocks.symptoms import SymptomListBlock
from headhealth.blocks.text_section import TextSectionBlock
from headhealth.blocks.treatments import TreatmentPageBlock, TreatmentSectionBlock
from headhealth.pages.canonical_url import canonical_url
from headhealth.rules.rich_text import PassageKind
from headhealth.structured_data.health_page import health_page
from headhealth.structured_data.medical_entities import (
    adverse_outcome,
    each_once,
    linked_treatment,
    symptom,
)
from headhealth.structured_data.nodes import Node, address_of, node, plain, read


def condition_page(page: Any, context: Mapping[str, Any]) -> Node:
    """Risk factors are not told apart from causes on the page, so they are not here either."""
    url = canonical_url(page) or ""
    entries = (entry for value in _values(page, SymptomListBlock) for entry in value.live_entries)
    symptoms = each_once(entry.live_symptom for entry in entries)
    condition = node(
        "MedicalCondition",
        name=page.title,
        alternateName=page.other_names,
        url=url,
        signOrSymptom=[symptom(found, url) for found in symptoms],
        cause=list(_causes(page, context)),
        possibleTreatment=list(_treatments(page, context)),
        possibleComplication=list(_complications(page)),
        typicalTest=[
            node("MedicalTest", name=value.heading, url=address_of(value.anchor, url))
            for value in _texts(page, HealthAspect.DIAGNOSIS)
        ],
        expectedPrognosis=[plain(value["text"]) for value in _texts(page, HealthAspect.PROGNOSIS)],
    )
    return health_page(page, context, about=condition)


def _causes(page: Any, context: Mapping[str, Any]) -> Iterator[Node]:
    for value in _values(page, CausesBlock):
        for cause in value["causes"]:
            shown = next(iter(shown_pages([cause["page"]], context)), None)
            yield node(
                "MedicalCause",
                name=cause["name"],
                description=plain(cause["text"]),
                url=shown.get_full_url(context.get("request")) if shown else None,
            )


def _treatments(page: Any, context: Mapping[str, Any]) -> Iterator[Node]:
    for value in _values(page, TreatmentSectionBlock):
        for child in value["treatments"]:
            if isinstance(child.block, TreatmentPageBlock):
                for treatment in shown_pages([child.value], context):
                    yield linked_treatment(treatment, context.get("request"))
            else:
                yield node(
                    "MedicalTherapy",
                    name=child.value["name"],
                    description=plain(child.value["how_it_works"]),
                    adverseOutcome=adverse_outcome(child.value["risks"]),
                )


def _complications(page: Any) -> Iterator[str]:
    """The items of the lists in the sections on complications, or the whole text without any."""
    for value in _texts(page, HealthAspect.RISKS_OR_COMPLICATIONS):
        content = read(value["text"])
        items = [p.text for p in content.passages if p.kind is PassageKind.ITEM]
        yield from items or [content.text]


def _texts(page: Any, aspect: HealthAspect) -> Iterator[Any]:
    return (value for value in _values(page, TextSectionBlock) if value.aspect == aspect)


def _values(page: Any, block_type: type) -> Iterator[Any]:
    """The values of the blocks of that type in the body."""
    return (child.value for child in page.body if isinstance(child.block, block_type))
