"""Doors in the administration of workflows, and in workflows that are not as they should be."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Task, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from headhealth.models import Contributor
from headhealth.workflow.defaults import REVIEWERS
from tests.factories import checklist
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url, publish_form
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import NOT_A_REVIEWER, NOT_APPROVED, decides, door
from tests.integration.gate.world import World


def workflow_url(name: str, *args: Any) -> str:
    return reverse(f"wagtailadmin_workflows:{name}", args=args)


def publish(world: World) -> Any:
    return world.post(page_url("edit", world.page), publish_form(world.version))


@door(20)
def disable_the_task(world: World) -> Any:
    """Stock Wagtail publishes every page that waits on it, and logs them as approved."""
    world.submit()
    return world.post(workflow_url("disable_task", world.medical_task.pk))


@door(21)
def submit_where_no_task_is_active(world: World) -> Any:
    """A workflow without an active task finishes as it starts."""
    workflow = world.medical_workflow
    Task.objects.update(active=False)
    WorkflowPage.objects.create(workflow=workflow, page=world.a_to_z)
    form = condition_form(world.version, **{"action-submit": "1"})
    return world.post(page_url("edit", world.page), form)


@door(21)
def start_an_empty_workflow(world: World) -> Any:
    return Workflow.objects.create(name="Empty").start(world.version, world.user)


@door(22)
def replace_the_task_then_approve(world: World) -> Any:
    """The task that a page waits on is taken out of its workflow, then disabled."""
    world.submit()
    task, workflow = world.medical_task, world.medical_workflow
    rows = [
        {"id": row.pk, "task": row.task_id, "DELETE": "1"} for row in workflow.workflow_tasks.all()
    ]
    form = {
        "name": workflow.name,
        "active": "on",
        "workflow_tasks": inline_formset([*rows, {"task": world.stock_task().pk}], initial=1),
        "pages": inline_formset([]),
    }
    world.post(workflow_url("edit", workflow.pk), nested_form_data(form))
    response = world.post(workflow_url("disable_task", task.pk))
    if state := world.page.current_workflow_task_state:
        response = world.decide(state, comment="")
    return response


@door(22)
def replace_the_task_then_submit_and_approve(world: World) -> Any:
    workflow = world.medical_workflow
    workflow.workflow_tasks.all().delete()
    WorkflowTask.objects.create(workflow=workflow, task=world.stock_task())
    WorkflowPage.objects.create(workflow=workflow, page=world.a_to_z)
    form = condition_form(world.version, **{"action-submit": "1"})
    response = world.post(page_url("edit", world.page), form)
    if state := world.page.current_workflow_task_state:
        response = world.decide(state, comment="")
    return response


@door(23, explains=NOT_APPROVED)
def disable_the_workflow_then_publish(world: World) -> Any:
    world.submit()
    workflow = world.medical_workflow
    world.post(workflow_url("disable", workflow.pk))
    # Where the user could not, an administrator does.
    workflow.deactivate()
    return publish(world)


@door(23, explains=NOT_APPROVED)
def take_the_workflow_from_the_tree_then_publish(world: World) -> Any:
    workflow = world.medical_workflow
    WorkflowPage.objects.create(workflow=workflow, page=world.a_to_z)
    world.post(workflow_url("remove", world.a_to_z.pk, workflow.pk))
    return publish(world)


@door(23, explains=NOT_APPROVED)
def delete_the_workflow_in_the_middle_then_publish(world: World) -> Any:
    world.submit()
    world.medical_workflow.delete()
    return publish(world)


@door(24)
def cancel_the_review_then_publish(world: World) -> Any:
    world.submit()
    form = condition_form(world.version, **{"action-cancel-workflow": "1"})
    world.post(page_url("edit", world.page), form)
    return publish(world)


@door(25, explains=NOT_APPROVED)
def publish_with_workflows_switched_off(world: World) -> Any:
    with override_settings(WAGTAIL_WORKFLOW_ENABLED=False):
        return publish(world)


@door(26)
def edit_during_a_later_task(world: World) -> Any:
    """Reviewed by the medical reviewer, then changed while the second task waits."""
    state = _at_a_second_task(world)
    form = condition_form(world.version, summary=UNREVIEWED)
    world.post(page_url("edit", world.page), form)
    return world.decide(state, comment="")


@door(26)
def resubmit_to_a_later_task(world: World) -> Any:
    """Sent back by the second task, changed, and resumed where it was sent back."""
    world.decide(_at_a_second_task(world), "reject", comment="Shorter, please.")
    form = condition_form(world.version, summary=UNREVIEWED, **{"action-submit": "1"})
    world.post(page_url("edit", world.page), form)
    state = world.page.current_workflow_task_state
    return world.decide(state, comment="")


@door(26, opens=False)
def edit_during_a_later_task_that_asks_for_reapproval(world: World) -> Any:
    """The setting sends the page back to the medical task, or should."""
    with override_settings(WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT=True):
        return edit_during_a_later_task(world)


def _at_a_second_task(world: World) -> Any:
    WorkflowTask.objects.create(
        workflow=world.medical_workflow, task=world.stock_task(), sort_order=1
    )
    world.approved_by_reviewer(world.submit(world.as_reviewed()))
    return world.page.current_workflow_task_state


@door(28, explains=decides())
def join_the_reviewers(world: World) -> Any:
    """Whoever administers accounts can put anybody into the group."""
    state = world.submit()
    world.user.groups.add(Group.objects.get(name=REVIEWERS))
    return world.decide(state, **checklist(state))


@door(28, explains=decides())
def register_oneself_as_a_reviewer(world: World) -> Any:
    state = world.submit()
    world.user.groups.add(Group.objects.get(name=REVIEWERS))
    world.post(_contributor_url("add"), _registration(world))
    for contributor in Contributor.objects.filter(user=world.user):
        world.post(reverse("headhealth_admin:registration_confirm", args=[contributor.pk]))
    return world.decide(state, **checklist(state))


@door(28, explains=decides(author=NOT_A_REVIEWER))
def take_over_the_registration_of_somebody_else(world: World) -> Any:
    """A confirmed reviewer's entry is given another account."""
    state = world.submit()
    world.user.groups.add(Group.objects.get(name=REVIEWERS))
    world.user.contributors.all().delete()
    reviewer = Contributor.objects.get(user__username="reviewer")
    world.post(_contributor_url("edit", reviewer.pk), _registration(world))
    world.post(reverse("headhealth_admin:registration_confirm", args=[reviewer.pk]))
    return world.decide(state, **checklist(state))


def _contributor_url(name: str, *args: Any) -> str:
    return reverse(Contributor.snippet_viewset.get_url_name(name), args=args)


def _registration(world: World) -> dict[str, Any]:
    return {
        "name": "Dr Self",
        "user": world.user.pk,
        "registration_body": "General Medical Council",
        "registration_number": "1234567",
        "reviewer_from": "2020-01-01",
    }
