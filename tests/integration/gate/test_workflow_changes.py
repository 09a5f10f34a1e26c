"""Workflows that end early or change while something waits in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Task, TaskState, WorkflowState, WorkflowTask

from headhealth.models import MedicalReview
from tests.factories import checklist
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.approving import approve, reviews
from tests.integration.gate.workflow_doors import workflow_url
from tests.integration.gate.world import World

FINISHED = "This review is already finished"


def test_disabled_task__cancels_and_approves_nothing(world, make_world):
    """Two pages wait, one of them live, and a snippet."""
    states = [world.submit(), world.submit(world.clinic)]
    states.append(world.submit(world.advice.get_latest_revision_as_object()))
    make_world("superuser").post(workflow_url("disable_task", world.medical_task.pk))
    for state in states:
        workflow_state = WorkflowState.objects.get(pk=state.workflow_state_id)
        assert workflow_state.status == WorkflowState.STATUS_CANCELLED
        assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_CANCELLED
    assert not world.page.live
    assert not Task.objects.get(pk=world.medical_task.pk).active


def test_disabled_task__and_enabled_again(world, make_world):
    world.submit()
    superuser = make_world("superuser")
    superuser.post(workflow_url("disable_task", world.medical_task.pk))
    superuser.post(workflow_url("enable_task", world.medical_task.pk))
    state = world.submit()
    approve(world, state, checklist(state), "dashboard")
    assert world.page.live


def test_removed_task__can_still_be_decided(world):
    """It was taken out of its workflow while a page waited on it."""
    state = world.submit()
    world.medical_workflow.workflow_tasks.all().delete()
    approve(world, state, checklist(state), "dashboard")
    assert world.page.live
    assert reviews(world) == 1


def test_deleted_workflow__leaves_a_draft_that_can_be_submitted_again(world):
    state = world.submit()
    task = world.medical_task
    workflow = world.medical_workflow
    workflow.delete()
    url = page_url("workflow_action", world.page, "approve", state.pk)
    assert world.post(url, checklist_of(world)).status_code == 404
    assert not world.page.live
    workflow.pk = None
    workflow.save()
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = world.page.get_workflow().start(world.page, world.person("editor")).current_task_state
    approve(world, state, checklist(state), "dashboard")
    assert world.page.live


def test_second_task__publishes_when_it_is_approved_too(world):
    WorkflowTask.objects.create(
        workflow=world.medical_workflow, task=world.stock_task(), sort_order=1
    )
    state = world.submit()
    approve(world, state, checklist(state), "dashboard")
    assert not world.page.live
    world.decide(world.page.current_workflow_task_state, comment="")
    assert world.page.live


@pytest.mark.parametrize("route", ["dashboard", "editor"])
def test_reapproval_setting__does_not_start_the_task_again(route, world, settings):
    """Stock Wagtail restarts it when something is saved with the approval, a comment even."""
    settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
    state = world.submit()
    world.version.save_revision(user=world.person("editor"))  # As a comment does.
    approve(world, state, checklist(state), route)
    assert world.page.live
    assert world.page.current_workflow_state is None


def test_cancelled_review__cannot_be_approved(world, make_world):
    state = world.submit()
    answers = checklist(state)
    state.workflow_state.cancel(user=world.person("editor"))
    assert FINISHED in approve(world, state, answers, "code")
    assert not world.page.live


def test_revoked_approval__is_not_published(world):
    """The reviewer approved it for tomorrow; the approval is taken back today."""
    world.schedule_approved()
    MedicalReview.objects.for_object(world.page).latest().revoke()
    world.wait()
    assert not world.page.live


def checklist_of(world: World) -> dict[str, Any]:
    return {"scope": "whole", "sources_checked_on": timezone.localdate().isoformat()}
