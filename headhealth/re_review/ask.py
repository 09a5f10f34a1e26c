"""Asking for the reviews of a request: a little at a time, again and again, by anybody."""

from __future__ import annotations

import logging
import time
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from headhealth.re_review.announcement import announce
from headhealth.re_review.re_review_request import (
    ItemNote,
    ItemState,
    Progress,
    ReReviewItem,
    ReReviewRequest,
    add_items,
)
from headhealth.re_review.withdraw_request import withdraw_item
from headhealth.review.content_digest import content_digest
from headhealth.review.object_lock import lock_objects
from headhealth.review.recorded_name import recorded_name
from headhealth.review.review_clock import ReviewClock
from headhealth.rules.reasons import has_words
from headhealth.workflow.notifications import quiet_submissions
from headhealth.workflow.object_rights import ASK_FOR_REVIEW
from headhealth.workflow.review_request import ReviewRequest, describe_request

logger = logging.getLogger(__name__)

_AT_ONCE = 20


@transaction.atomic
def request_reviews(
    *,
    clocks: QuerySet[ReviewClock],
    reason: str,
    cause: str,
    user: Any,
    submission_id: uuid.UUID | None = None,
) -> ReReviewRequest:
    """Write down that ``user`` asks for the review of all that ``clocks`` are about.

    What ``user`` may not ask for is left out. ``cause`` tells people how they were chosen. Nothing
    is asked for yet: ``work_on`` does that. Sent twice with one ``submission_id`` it is one request
    of one user. Raises ``ValidationError`` where there is nothing to review, or no reason.
    """
    clocks = ASK_FOR_REVIEW.records(user, clocks)
    submission_id = submission_id or uuid.uuid4()
    sent = ReReviewRequest.objects.filter(submission_id=submission_id, requested_by=user)
    if known := sent.first():
        return known
    if not has_words(reason):
        raise ValidationError(_("Say why they need a new review. Use at least two words."))
    if not clocks.exists():
        raise ValidationError(
            _("There is nothing live here that is medically reviewed and that you may publish.")
        )
    try:
        with transaction.atomic():
            request = ReReviewRequest.objects.create(
                submission_id=submission_id,
                reason=reason.strip(),
                cause=cause[:255],
                requested_by=user,
                requested_by_name=recorded_name(user),
            )
    except IntegrityError:  # The same form, at the same instant.
        if known := sent.first():
            return known
        raise ValidationError(_("Open the form again: it was sent before.")) from None
    add_items(request, clocks.order_by("title", "pk").iterator(500))
    return request


def work_on(request: ReReviewRequest, *, seconds: float) -> Progress:
    """Go on with ``request`` for about so long. May be called at any time, also by two at once.

    Each object is dealt with in a transaction of its own, so that one that fails, or an end in the
    midst of it, leaves the others as they are.
    """
    until = time.monotonic() + seconds
    with quiet_submissions():
        while items := list(_to_do(request)[:_AT_ONCE]):
            for item in items:
                _handle(item, request)
                if time.monotonic() >= until:
                    return request.progress
    announce(request)
    return request.progress


def go_on_asking(obj: Any) -> None:
    """``obj`` was not public for a while, and is again: what was asked for it still is."""
    if newest := ReReviewItem.objects.for_object(obj).newest_unanswered():
        ReviewClock.objects.for_object(obj).update(review_asked_at=newest.handled_at)


def left_unfinished() -> list[ReReviewRequest]:
    """Requests that somebody began, or withdrew, and did not stay with; the oldest first."""
    waiting = Q(items__state=ItemState.WAITING)
    begun = waiting | Q(withdrawn_at__isnull=False, items__state=ItemState.ASKED)
    requests = ReReviewRequest.objects.filter(begun).distinct().order_by("pk")
    return [request for request in requests if _to_do(request).exists()]


def retry_failed(request: ReReviewRequest) -> int:
    """Have what failed done again by the next ``work_on``. Returns how many."""
    return request.items.filter(state=ItemState.FAILED).update(state=ItemState.WAITING, error="")


def _to_do(request: ReReviewRequest) -> QuerySet[ReReviewItem]:
    items = request.items.order_by("pk")
    if request.withdrawn_at is None:
        return items.filter(state=ItemState.WAITING)
    items = items.filter(state__in=[ItemState.WAITING, ItemState.ASKED])
    return items.with_answers().filter(is_answered=False)


def _handle(item: ReReviewItem, request: ReReviewRequest) -> None:
    step = _ask if request.withdrawn_at is None else withdraw_item
    before = item.state
    try:
        with transaction.atomic():
            # Of two that are at it, one finds the row as it was; the other waits and finds it done.
            mine = ReReviewItem.objects.filter(pk=item.pk, state=before)
            if mine.update(state=ItemState.ASKED, handled_at=timezone.now()):
                item.refresh_from_db()
                step(item, request)
                item.save()
    except Exception as error:
        logger.exception("Request for review %s failed for %s", request.pk, item)
        ReReviewItem.objects.filter(pk=item.pk, state=before).update(
            state=ItemState.FAILED, error=str(error)[:500], handled_at=timezone.now()
        )


def _ask(item: ReReviewItem, request: ReReviewRequest) -> None:
    model: Any = item.content_type.model_class()
    obj = model._default_manager.filter(pk=item.object_id).first() if model else None
    if obj is not None:
        lock_objects(obj)
    # Held until the end: of two requests for one object, the second finds the review running.
    clock = obj and ReviewClock.objects.for_object(obj).select_for_update().first()
    if not clock:
        item.state, item.note = ItemState.SKIPPED, ItemNote.NOT_LIVE
        return
    clock.review_asked_at = item.handled_at
    clock.save(update_fields=["review_asked_at"])
    item.note = _why_not_submit(obj)
    if not item.note:
        item.workflow_state = _submit(obj, request)
    log(
        instance=obj,
        action="headhealth.review.ask",
        user=request.requested_by,
        data={"reason": request.reason},
    )


def _why_not_submit(obj: Any) -> str:
    state = obj.current_workflow_state
    if state is not None:
        is_running = state.status == WorkflowState.STATUS_IN_PROGRESS
        return ItemNote.IN_REVIEW if is_running else ItemNote.SENT_BACK
    if obj.has_unpublished_changes:
        draft = obj.get_latest_revision_as_object()
        if content_digest(draft) != content_digest(obj):
            return ItemNote.DRAFT
    return "" if obj.get_workflow() else ItemNote.NO_WORKFLOW


def _submit(obj: Any, request: ReReviewRequest) -> WorkflowState:
    """Have what readers see reviewed. Its author stays who wrote it."""
    if obj.get_latest_revision() is None:
        obj.save_revision(user=request.requested_by, changed=False)
    state = obj.get_workflow().start(obj, request.requested_by)
    review_request = ReviewRequest.objects.filter(task_state=state.current_task_state_id).first()
    if review_request is not None:
        describe_request(review_request=review_request, comment=request.reason)
    return state
