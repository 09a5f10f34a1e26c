"""The content that a medical reviewer reviews, by the workflows that lead to their tasks."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.models import AbstractPage, WorkflowPage, WorkflowTask

from headhealth.review.review_workflow import medical_workflows
from headhealth.review.reviewed_object import reviewed_model_of, reviewed_types
from headhealth.workflow.open_reviews import tasks_of_reviewer

_EVERYTHING = ~Q(pk__in=[])
_NOTHING = Q(pk__in=[])
_REMEMBERED = "_headhealth_workflows"


def is_reviewed_by(obj: Any, user: Any) -> bool:
    """Whether the workflow of ``obj`` leads to a review task of ``user``."""
    if reviewed_model_of(obj) is None:
        return False
    specific = obj.specific if isinstance(obj, AbstractPage) else obj
    workflow = specific.get_workflow()
    return workflow is not None and workflow.pk in _workflows_of(user)


def pages_reviewed_by(user: Any) -> Q:
    """The condition on pages: those whose workflow leads to a review task of ``user``.

    As ``workflow_of_page`` finds it: the nearest above in the tree, else the first one.
    """
    own = _workflows_of(user)
    if not own:
        return _NOTHING
    workflows = medical_workflows()
    assigned = WorkflowPage.objects.filter(workflow__in=workflows).select_related("page")
    first = workflows.first()
    condition = _EVERYTHING if first is not None and first.pk in own else _NOTHING
    for each in sorted(assigned, key=lambda assignment: assignment.page.path):
        below = Q(path__startswith=each.page.path)
        condition = condition | below if each.workflow_id in own else condition & ~below
    return condition & Q(content_type__in=reviewed_types(AbstractPage))


def is_model_reviewed_by(model: Any, user: Any) -> bool:
    """Whether the workflow of ``model``, which is no page, leads to a review task of ``user``."""
    own = _workflows_of(user)
    workflow = model.get_default_workflow() if own else None
    return workflow is not None and workflow.pk in own


def _workflows_of(user: Any) -> set[int]:
    """The keys of the active workflows with a review task of ``user``.

    Looked up once for an instance of a user, as Wagtail does with rights in the tree.
    """
    known = getattr(user, _REMEMBERED, None)
    if known is None:
        led = WorkflowTask.objects.filter(
            task__in=tasks_of_reviewer(user), workflow__in=medical_workflows()
        )
        known = set(led.values_list("workflow_id", flat=True))
        setattr(user, _REMEMBERED, known)
    return known
