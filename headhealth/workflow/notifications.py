"""Mail about reviews, beside what Wagtail sends itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.admin.utils import get_latest_str
from wagtail.models import AbstractPage, Comment, CommentReply, PageSubscription, WorkflowState

from headhealth.review.contributions import authors_of
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.workflow.review_request import ReviewClaim


class ChangesRequestedNotifier(WorkflowStateRejectionEmailNotifier):
    """Carries the reviewer's comment to all who took part, each once.

    In the place of Wagtail's own, which tells the person who submitted that it was "rejected"; for
    what is not medically reviewed it still does.
    """

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> set[Any]:
        submitter: set[Any] = super().get_recipient_users(workflow_state, **kwargs)
        obj = workflow_state.content_object
        if reviewed_model_of(obj) is None:
            return submitter
        took_part = {*authors_of(obj), *_others_who_took_part(workflow_state, obj)}
        return (submitter | took_part) - {kwargs.get("user")}

    def get_template_set(self, workflow_state: WorkflowState, **kwargs: Any) -> dict[str, str]:
        if reviewed_model_of(workflow_state.content_object) is None:
            return super().get_template_set(workflow_state, **kwargs)
        base = "headhealth/emails/changes_requested"
        return {"subject": f"{base}_subject.txt", "text": f"{base}.txt", "html": f"{base}.html"}

    def get_context(self, workflow_state: WorkflowState, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(workflow_state, **kwargs)
        obj: Any = workflow_state.content_object
        return {
            **context,
            # One line, whatever the title holds: a header cannot be added to the mail.
            "title": " ".join(get_latest_str(obj).split()),
            # Only where the reviewer began a line: not at every character that may end one.
            "quoted_lines": context["comment"].replace("\r\n", "\n").split("\n"),
            "edit_url": AdminURLFinder().get_edit_url(getattr(obj, "specific", obj)) or "",
        }


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


notify_of_requested_changes = ChangesRequestedNotifier()

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
