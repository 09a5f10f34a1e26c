"""Writing, submitting, approving and sending back: what people do in the admin, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

from django.utils import timezone
from wagtail.models import TaskState

from headhealth.review.shown_to_reviewers import shown_digest
from headhealth.review.version import version_of
from headhealth.withdrawal.withdraw import withdrawing
from headhealth.workflow import emergency
from headhealth.workflow.review_request import describe_request

APPROVAL_COMMENT = "Checked against the sources. Demonstration only."


def submit(obj: Any, *, author: Any) -> Any:
    """Save what ``obj`` holds and submit it. Returns the task state that waits for a reviewer."""
    obj.full_clean()
    obj.save_revision(user=author, log_action=True)
    return obj.get_workflow().start(obj, author).current_task_state


def describe(task_state: Any, *, comment: str) -> None:
    """Tell the reviewers what the submitter has to say."""
    describe_request(review_request=task_state.review_request, comment=comment)


def approve(
    task_state: Any,
    *,
    reviewers: Sequence[Any],
    scope: str = "whole",
    change_note: str = "",
    is_correction: bool = False,
) -> None:
    """Fill in the checklist for what is waiting, and approve: it goes live, or is scheduled.

    ``reviewers`` do so in their order, until there are as many as the policy asks for.
    """
    obj = task_state.workflow_state.content_object
    latest = getattr(obj, "specific", obj).get_latest_revision().as_object()
    for reviewer in reviewers:
        task_state.task.specific.on_action(
            task_state,
            reviewer,
            "approve",
            scope=scope,
            sources_checked_on=timezone.localdate().isoformat(),
            red_flags_covered=True,
            plain_language=True,
            change_note=change_note,
            is_correction=is_correction,
            comment=APPROVAL_COMMENT,
            digest=shown_digest(version_of(latest)),
        )
        task_state.refresh_from_db()
        if task_state.status != TaskState.STATUS_IN_PROGRESS:
            break


def request_changes(task_state: Any, *, reviewer: Any, comment: str) -> None:
    """Send what is waiting back to its authors."""
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment=comment)


def publish_urgently(obj: Any, *, user: Any, reason: str) -> None:
    """Publish the latest version of ``obj`` before its review, which then waits."""
    digest = shown_digest(version_of(obj.get_latest_revision().as_object()))
    emergency.publish_urgently(obj=obj, user=user, reason=reason, digest=digest)


def withdraw(page: Any, *, user: Any, reason: str, replacement: Any) -> None:
    """Unpublish ``page``, and tell readers why and what to read instead."""
    with withdrawing([page], reason=reason, replacement=replacement, user=user):
        page.unpublish(user=user)


@contextmanager
def moved_clock(ago: timedelta) -> Iterator[None]:
    """Do what follows in the past, so that all records of it agree on when it happened."""
    past = timezone.now() - ago
    with mock.patch("django.utils.timezone.now", return_value=past):
        yield
