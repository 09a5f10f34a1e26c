"""What the page editor posts."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from headhealth.models import ConditionPage


def section_form(heading: str, text: str = "<p>It is common.</p>") -> tuple[str, Any]:
    """A text section as the form of a body posts it."""
    return (
        "text_section",
        {
            "heading": heading,
            "aspect": "overview",
            "text": rich_text(text, features=["bold", "italic", "ol", "ul", "link"]),
        },
    )


def condition_form(page: ConditionPage | None = None, **fields: Any) -> dict[str, Any]:
    """The whole form of a condition: what ``page`` holds, or a new one, with ``fields`` changed.

    ``body`` is a list of blocks as ``section_form`` gives them.
    """
    body = fields.pop("body", None)
    if body is None:
        blocks = page.body if page else []
        body = [section_form(b.value["heading"], b.value["text"].source) for b in blocks]
        body = body or [section_form("Overview")]
    data = {
        "title": page.title if page else "Headache",
        "slug": page.slug if page else "",
        "also_known_as": page.also_known_as if page else "",
        "summary": page.summary if page else "Most headaches pass.",
        "risk_tier": page.risk_tier if page else "routine",
        "seo_title": page.seo_title if page else "",
        "search_description": page.search_description if page else "",
        "body": streamfield(body),
        "authors": streamfield([]),
        "sources": streamfield([]),
        "related_pages": streamfield([]),
        "comments": inline_formset([]),
        **fields,
    }
    if not data["slug"]:
        data["slug"] = data["title"].lower().replace(" ", "-")
    return nested_form_data(data)
