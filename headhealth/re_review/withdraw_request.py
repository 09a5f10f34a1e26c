"""Taking a request for review back, as far as it is not answered."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.models import WorkflowState

from headhealth.re_review.re_review_request import (
    ItemState,
    ReReviewItem,
    ReReviewRequest,
)
from headhealth.review.review_clock import ReviewClock


def withdraw_request(request: ReReviewRequest, *, user: Any) -> bool:
    """Write down that the request is withdrawn; False where it was. ``work_on`` carries it out."""
    open_requests = ReReviewRequest.objects.filter(pk=request.pk, withdrawn_at=None)
    is_first = bool(open_requests.update(withdrawn_at=timezone.now(), withdrawn_by=user))
    request.refresh_from_db()
    return is_first


def withdraw_item(item: ReReviewItem, request: ReReviewRequest) -> None:
    """End the review that the request started, where nobody has decided it."""
    state = item.workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.cancel(user=request.withdrawn_by)
    item.state = ItemState.WITHDRAWN
    same = {"content_type": item.content_type, "object_id": item.object_id}
    newest = ReReviewItem.objects.filter(**same).exclude(request=request).newest_unanswered()
    ReviewClock.objects.filter(**same, review_asked_at__isnull=False).update(
        review_asked_at=newest.handled_at if newest else None
    )
