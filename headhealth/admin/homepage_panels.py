"""What the first page of the admin shows of medical reviews, to each as much as is theirs to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import TaskState, WorkflowState

from headhealth.admin.load_picture import LoadPicture
from headhealth.admin.review_load import review_load
from headhealth.admin.todo_lists import TODO_LISTS, TodoList, WaitingReviews
from headhealth.review.reviewed_object import reviewed_model_by_type, reviewed_model_of
from headhealth.workflow.reviewer_standing import why_not_reviewing

SHOWN = 10
"""So many entries of a list; a page of its own has all."""
FIRST = 150
"""Before Wagtail's own panels, which begin at 210."""


class TodoPanel(Component):
    """The first entries of a list."""

    template_name = "headhealth/admin/home/todo_panel.html"

    def __init__(self, todo: TodoList, *, order: int, loads_script: bool) -> None:
        self.todo = todo
        self.loads_script = loads_script and todo.has_decisions
        self.name = f"medical_review_{todo.name}"
        self.order = order

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        entries = self.todo.entries()
        return {
            "todo": self.todo,
            "entries": self.todo.prepare(list(entries[:SHOWN])),
            "count": entries.count(),
            "loads_script": self.loads_script,
            "request": parent_context["request"],
            "csrf_token": parent_context["csrf_token"],
        }


class NoReviewsPanel(Component):
    """Why a medical reviewer may not review now."""

    name = "no_reviews"
    template_name = "headhealth/admin/home/no_reviews.html"
    order = FIRST - 1

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"reason": self.reason}


class ReviewLoadPanel(Component):
    """What is due in the next 12 months."""

    name = "review_load"
    template_name = "headhealth/admin/home/review_load.html"
    order = FIRST + len(TODO_LISTS)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        load = review_load(parent_context["request"].user)
        return {"load": load, "picture": LoadPicture(load)}


class OtherObjectsToModeratePanel(WorkflowObjectsToModeratePanel):
    """Wagtail's, without the reviews that stand in a list of ours."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        context["states"] = [
            state for state in context["states"] if reviewed_model_of(state["obj"]) is None
        ]
        return context


class OtherObjectsInWorkflowPanel(UserObjectsInWorkflowModerationPanel):
    """Wagtail's, without what stands in a list of ours."""

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        context["workflow_states"] = [
            state
            for state in context["workflow_states"]
            if reviewed_model_of(state.content_object) is None
        ]
        return context


def adjust_homepage_panels(request: Any, panels: list[Any]) -> None:
    """For the hook ``construct_homepage_panels``: each review stands in one list only.

    Wagtail's own lists of reviews, which take several queries for each entry, stay where other
    content is under review.
    """
    user = request.user
    waiting = TaskState.objects.reviewable_by(user).filter(workflow_state__in=_others()).exists()
    replaced: dict[type, type[Component] | None] = {
        WorkflowObjectsToModeratePanel: OtherObjectsToModeratePanel if waiting else None,
        UserObjectsInWorkflowModerationPanel: (
            OtherObjectsInWorkflowPanel if _others().exists() else None
        ),
    }
    panels[:] = [panel for panel in panels if type(panel) not in replaced]
    panels += [panel_class() for panel_class in replaced.values() if panel_class]
    may_review = False
    for at, todo_class in enumerate(TODO_LISTS):
        todo = todo_class(user)
        if todo.is_for_user():
            # Wagtail's list loads the script by which one decides, and once is enough.
            panels.append(TodoPanel(todo, order=FIRST + at, loads_script=not waiting))
            may_review |= todo_class is WaitingReviews
    if not may_review and (reason := why_not_reviewing(user)):
        panels.append(NoReviewsPanel(reason))
    if user.has_perm("headhealth.change_reviewpolicy"):
        panels.append(ReviewLoadPanel())


def _others() -> Any:
    """The workflows under way of what is not health content."""
    return WorkflowState.objects.active().exclude(content_type__in=list(reviewed_model_by_type()))
