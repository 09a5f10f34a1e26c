"""The lock on a review, which an act takes between the objects and the head of the ledger."""

from __future__ import annotations

from wagtail.models import TaskState, WorkflowState

from headhealth.review.object_lock import for_update


def lock_review(workflow_state: WorkflowState | None) -> None:
    """Hold a review, if there is one, and then its tasks, as Wagtail writes them to cancel it."""
    if workflow_state is None:
        return
    list(for_update(WorkflowState.objects.filter(pk=workflow_state.pk)).values_list("pk"))
    tasks = TaskState.objects.filter(workflow_state=workflow_state)
    list(for_update(tasks.order_by("pk")).values_list("pk"))
