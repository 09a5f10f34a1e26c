"""When a review ends without a decision, and when it does not."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import WorkflowState

from headhealth.workflow.medical_review_task import MedicalReviewTask


@transaction.atomic
def cancel_reviews_of_task(*, task: Any) -> int:
    """Cancel the workflows that wait on ``task``, which was disabled. Returns how many.

    Wagtail would finish them instead: every page waiting would be published as approved.
    """
    states = list(
        WorkflowState.objects.filter(
            status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__task=task
        )
    )
    for state in states:
        state.cancel()
    return len(states)


def is_medical(state: WorkflowState) -> bool:
    """Whether a medical review is part of the workflow of ``state``."""
    tasks = MedicalReviewTask.objects.filter(workflow_tasks__workflow=state.workflow_id)
    return tasks.filter(active=True).exists()


def keep_review(published: Any) -> None:
    """Let the review of ``published``, which is being published, go on.

    For the object of Wagtail's action, which next cancels the workflow that it finds, unasked. What
    may be public needs none of the reviews that wait; a publication is no decision about them.
    """
    state = published.current_workflow_state
    if state is not None and is_medical(state):
        published._current_workflow_states = []
