"""Pages that lead to others: an A to Z, and the page of a symptom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.utils.encoding import iri_to_uri

from headhealth.blocks.content_language import language_code_of
from headhealth.pages.canonical_url import canonical_url
from headhealth.pages.public_view import PublicView
from headhealth.rules.terms import sort_key
from headhealth.structured_data.medical_entities import linked_condition
from headhealth.structured_data.nodes import Node, node
from headhealth.structured_data.people import reviewers
from headhealth.structured_data.site import breadcrumb_list, publisher


def a_to_z_page(page: Any, context: Mapping[str, Any]) -> Node:
    """Each page under the letters shown, once and by its title."""
    url = canonical_url(page) or ""
    letters = context.get("shown_letters") or []
    titles = {entry.url: entry.title for letter in letters for entry in letter.entries}
    by_title = sorted(titles.items(), key=lambda item: sort_key(item[1]))
    # Short, because there may be hundreds: no node for the page in the item.
    items = [
        node("ListItem", position=position, name=title, url=iri_to_uri(urljoin(url, address)))
        for position, (address, title) in enumerate(by_title, start=1)
    ]
    return node(
        "CollectionPage",
        name=page.title,
        url=url,
        inLanguage=language_code_of(page),
        publisher=publisher(context.get("request")),
        breadcrumb=breadcrumb_list(page, url, context),
        mainEntity=node("ItemList", numberOfItems=len(items), itemListElement=items),
    )


def page_listing(view: PublicView, context: Mapping[str, Any]) -> Node:
    """A list of pages that is no page itself."""
    request = context.get("request")
    items = [
        node("ListItem", position=position, name=page.title, url=page.get_full_url(request))
        for position, page in enumerate(view.listed, start=1)
    ]
    return node(
        "CollectionPage",
        name=view.title,
        description=view.description,
        url=view.url,
        inLanguage=view.language,
        publisher=publisher(request),
        breadcrumb=breadcrumb_list(view, view.url, context),
        mainEntity=node("ItemList", numberOfItems=len(items), itemListElement=items),
    )


def symptom_page(symptom: Any, context: Mapping[str, Any]) -> Node:
    """The page of one symptom, with the conditions that stand on it."""
    request, view = context.get("request"), context["public_view"]
    line = symptom.review_line
    return node(
        "MedicalWebPage",
        name=symptom.name,
        url=view.url,
        inLanguage=view.language,
        lastReviewed=line.reviewed_on.isoformat() if line else None,
        reviewedBy=reviewers(line.whole) if line else None,
        publisher=publisher(request),
        audience=node("MedicalAudience", audienceType="Patient"),
        breadcrumb=breadcrumb_list(view, view.url, context),
        about=node(
            "MedicalSymptom",
            name=symptom.name,
            alternateName=symptom.other_names,
            description=symptom.description,
        ),
        mentions=[linked_condition(page, request) for page in context.get("conditions") or []],
    )
