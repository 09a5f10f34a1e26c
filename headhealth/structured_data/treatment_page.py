"""A treatment with a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headhealth.pages.canonical_url import canonical_url
from headhealth.structured_data.health_page import health_page
from headhealth.structured_data.medical_entities import adverse_outcome, linked_condition
from headhealth.structured_data.nodes import Node, node, plain


def treatment_page(page: Any, context: Mapping[str, Any]) -> Node:
    """schema.org cannot say what a treatment is for: its conditions are what the page mentions."""
    therapy = node(
        "MedicalTherapy",
        name=page.title,
        alternateName=page.other_names,
        description=plain(page.how_it_works),
        url=canonical_url(page),
        adverseOutcome=adverse_outcome(page.risks),
    )
    mentions = [
        linked_condition(condition, context.get("request"))
        for condition in context.get("conditions") or []
    ]
    return health_page(page, context, about=therapy, mentions=mentions)
