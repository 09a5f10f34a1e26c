"""Mail about reviews, beside what Wagtail sends itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import WorkflowState

from headhealth.review.contributions import authors_of
from headhealth.review.reviewed_object import reviewed_model_of


class ChangesRequestedNotifier(WorkflowStateRejectionEmailNotifier):
    """Carries the reviewer's comment to every author of the change, with Wagtail's own mail.

    Wagtail sends it to the person who submitted; this one to the others who wrote in it.
    """

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> set[Any]:
        obj = workflow_state.content_object
        if reviewed_model_of(obj) is None:
            return set()
        return set(authors_of(obj)) - {workflow_state.requested_by, kwargs.get("user")}


notify_authors_of_requested_changes = ChangesRequestedNotifier()

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
