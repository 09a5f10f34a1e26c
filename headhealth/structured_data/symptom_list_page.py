"""A symptom list: its symptoms, and the conditions they can belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headhealth.blocks.page_visibility import shown_pages
from headhealth.pages.canonical_url import canonical_url
from headhealth.structured_data.health_page import health_page
from headhealth.structured_data.medical_entities import each_once, linked_condition, symptom
from headhealth.structured_data.nodes import Node


def symptom_list_page(page: Any, context: Mapping[str, Any]) -> Node:
    url = canonical_url(page) or ""
    entries = [entry for _level, group in page.entries_by_level for entry in group]
    symptoms = each_once(entry.live_symptom for entry in entries)
    conditions = each_once(
        page for entry in entries for page in shown_pages(entry["conditions"], context)
    )
    return health_page(
        page,
        context,
        about=[symptom(found, url) for found in symptoms],
        mentions=[linked_condition(condition, context.get("request")) for condition in conditions],
    )
