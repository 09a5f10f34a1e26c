"""Symptoms, conditions and treatments, as far as a page tells of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from headhealth.blocks.treatments import TREATMENT_FACETS
from headhealth.structured_data.nodes import Node, node, plain


def symptom(value: Any, url: str) -> Node:
    """A symptom as it stands on the page at ``url``: without other names, which are not shown."""
    return node(
        "MedicalSymptom",
        name=value.name,
        description=value.description,
        url=urljoin(url, value.address) if value.address else None,
    )


def linked_condition(page: Any, request: Any) -> Node:
    return node("MedicalCondition", name=page.title, url=page.get_full_url(request))


def linked_treatment(page: Any, request: Any) -> Node:
    url = page.get_full_url(request)
    return node("MedicalTherapy", name=page.title, description=page.summary, url=url)


def adverse_outcome(risks: Any) -> Node | None:
    """What the facet on risks says."""
    text = plain(risks)
    label = next(facet.label for facet in TREATMENT_FACETS if facet.name == "risks")
    return node("MedicalEntity", name=label, description=text) if text else None


def each_once(objects: Iterable[Any]) -> list[Any]:
    """Without what was deleted, in the same order."""
    return list({obj.pk: obj for obj in objects if obj is not None}.values())
