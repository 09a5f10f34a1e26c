"""What every page of health content is: a medical web page with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from headhealth.blocks.content_language import language_code_of
from headhealth.pages.canonical_url import canonical_url
from headhealth.structured_data.citations import citation
from headhealth.structured_data.nodes import Node, node
from headhealth.structured_data.people import author, reviewers
from headhealth.structured_data.sections import (
    is_mainly_questions,
    page_questions,
    section_parts,
)
from headhealth.structured_data.site import breadcrumb_list, publisher


def health_page(page: Any, context: Mapping[str, Any], **about: Any) -> Node:
    """The node of ``page``, whose type adds what it is ``about``.

    ``context`` is the one that the page is rendered with. Whoever reviewed the page is named as
    long as what readers see is what was reviewed.
    """
    url = canonical_url(page) or ""
    line = page.review_line
    questions_first = is_mainly_questions(page)
    return node(
        ["MedicalWebPage", "FAQPage"] if questions_first else "MedicalWebPage",
        name=page.title,
        alternateName=page.other_names,
        description=page.summary,
        url=url,
        inLanguage=language_code_of(page),
        datePublished=_moment(page.first_published_at),
        dateModified=_moment(page.last_published_at),
        lastReviewed=line.reviewed_on.isoformat() if line else None,
        reviewedBy=reviewers(line.whole) if line else None,
        author=[author(contributor) for contributor in page.live_authors],
        publisher=publisher(context.get("request")),
        audience=node("MedicalAudience", audienceType="Patient"),
        breadcrumb=breadcrumb_list(page, url, context),
        **about,
        hasPart=section_parts(page, url),
        mainEntity=page_questions(page, url) if questions_first else None,
        citation=[citation(reference.source) for reference in page.references],
    )


def _moment(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
