"""Reviews that were interrupted between two tasks.

Wagtail takes the task from a workflow before it gives it the next one. A process that ends in
between leaves a workflow without a task, which its own screens cannot show.
"""

from __future__ import annotations

from django.db import transaction
from wagtail.models import TaskState, WorkflowState


def is_interrupted(state: WorkflowState | None) -> bool:
    return state is not None and state.is_active and state.current_task_state_id is None


@transaction.atomic
def put_back(state: WorkflowState) -> None:
    """Give ``state``, which is interrupted, its last task again; one that never had any ends."""
    last = state.task_states.order_by("-pk").first()
    state.current_task_state = last
    if last is None:
        state.status = WorkflowState.STATUS_CANCELLED
    elif last.status == TaskState.STATUS_REJECTED:
        state.status = WorkflowState.STATUS_NEEDS_CHANGES
    state.save(update_fields=["current_task_state", "status"])
