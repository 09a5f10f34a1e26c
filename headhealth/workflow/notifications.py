"""Mail about reviews, beside what Wagtail sends itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import AbstractPage, Comment, CommentReply, PageSubscription, WorkflowState

from headhealth.review.contributions import authors_of
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.workflow.review_request import ReviewClaim


class ChangesRequestedNotifier(WorkflowStateRejectionEmailNotifier):
    """Carries the reviewer's comment to all who took part, with Wagtail's own mail.

    Wagtail sends it to the person who submitted; this one to the others, each once.
    """

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> set[Any]:
        obj = workflow_state.content_object
        if reviewed_model_of(obj) is None:
            return set()
        told = {workflow_state.requested_by, kwargs.get("user")}
        return {*authors_of(obj), *_others_who_took_part(workflow_state, obj)} - told


def _others_who_took_part(workflow_state: WorkflowState, obj: Any) -> QuerySet:
    """The owner, reviewers who approved or claimed it, and commenters who are subscribed."""
    task_state = workflow_state.current_task_state
    approvals = MedicalReview.objects.for_object(obj).filter(task_number=task_state.pk)
    claims = ReviewClaim.objects.filter(review_request__task_state=task_state)
    took_part = Q(pk__in=approvals.values("reviewer_user")) | Q(pk__in=claims.values("user"))
    if isinstance(obj, AbstractPage):
        comments = Comment.objects.filter(page=obj)
        replies = CommentReply.objects.filter(comment__in=comments)
        subscribed = PageSubscription.objects.filter(page=obj, comment_notifications=True)
        took_part |= Q(pk=obj.owner_id) | Q(pk__in=subscribed.values("user")) & (
            Q(pk__in=comments.values("user")) | Q(pk__in=replies.values("user"))
        )
    return get_user_model()._default_manager.filter(took_part)


notify_participants_of_requested_changes = ChangesRequestedNotifier()

_is_quiet: ContextVar[bool] = ContextVar("headhealth_quiet_submissions", default=False)


@contextmanager
def quiet_submissions() -> Iterator[None]:
    """While the block runs, nobody gets a mail for each submission: one will tell of them all."""
    token = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(token)


class _Quiet:
    """For Wagtail's notifiers about submissions."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return not _is_quiet.get() and super().can_handle(instance, **kwargs)


class TaskSubmissionNotifier(_Quiet, GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's own, to the members of the task's groups."""


class WorkflowSubmissionNotifier(_Quiet, WorkflowStateSubmissionEmailNotifier):
    """Wagtail's own, to superusers."""


notify_reviewers_of_submission = TaskSubmissionNotifier()
notify_superusers_of_submission = WorkflowSubmissionNotifier()
