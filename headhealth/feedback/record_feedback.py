"""Storing what a reader sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from headhealth.feedback.feedback import Feedback
from headhealth.review.review_queries import shown_reviews


def record_feedback(
    *,
    page: Any,
    submission_id: UUID,
    section_anchor: str = "",
    is_useful: bool | None = None,
    kind: str = "",
    comment: str = "",
    email: str = "",
) -> Feedback:
    """Keep one reader's feedback about ``page``, with the review of what readers see of it now."""
    # Read anew: an object whose blocks were read may no longer look like what was approved.
    live = type(page)._default_manager.get(pk=page.pk)
    review = next(iter(shown_reviews(live)), None)
    headings = {section.anchor: str(section.heading) for section in live.contents}
    return Feedback.objects.create(
        submission_id=submission_id,
        page_id=live.pk,
        page_title=live.title,
        section_anchor=section_anchor,
        section_heading=headings.get(section_anchor, "")[:255],
        review=review,
        language=get_language() or "",
        is_useful=is_useful,
        kind=kind,
        comment=comment,
        email=email,
    )
