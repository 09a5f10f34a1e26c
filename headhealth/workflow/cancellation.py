"""Ending reviews that can no longer happen."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import WorkflowState


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
