"""Publishing several pages at once: says which of them have to be reviewed first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.admin import messages

from headhealth.review.review_required import unreviewed
from headhealth.review.reviewed_object import reviewed_model_of


def explain_bulk_publishing(
    request: Any, action_type: str, objects: Sequence[Any], action: Any
) -> None:
    """For the hook ``before_bulk_action``, which is given the pages that can be published.

    Wagtail leaves the others out and says how many were published, but not why.
    """
    if action_type != "publish":
        return
    _publishable, context = action.get_actionable_objects()
    for page in context["items_with_no_access"]:
        if reviewed_model_of(page) is None:
            continue
        if page.permissions_for_user(request.user).has_publish_permission():
            messages.error(request, str(unreviewed(page)))
