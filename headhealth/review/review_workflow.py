"""Which workflow health content goes through.

The task itself lives in a higher layer; this module asks Django's app registry for it.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import F, Max, Q
from wagtail.models import Workflow, WorkflowTask


def medical_workflows() -> Any:
    """Active workflows with an active medical review task, the oldest first."""
    task_model = apps.get_model("headhealth", "MedicalReviewTask")
    tasks = task_model.objects.filter(active=True).values("pk")
    return Workflow.objects.filter(
        active=True, pk__in=WorkflowTask.objects.filter(task__in=tasks).values("workflow")
    ).order_by("pk")


def workflow_of_page(page: Any) -> Workflow | None:
    """The medical workflow nearest to ``page`` in the tree, or any where the tree has none.

    Moving a page out of the part of the tree that a workflow is assigned to therefore does not
    move it out of medical review.
    """
    workflows = medical_workflows()
    if page.path:
        above = Q(workflow_pages__page__in=page.get_ancestors(inclusive=True))
        workflows = workflows.annotate(depth=Max("workflow_pages__page__depth", filter=above))
        workflows = workflows.order_by(F("depth").desc(nulls_last=True), "pk")
    return workflows.first()
