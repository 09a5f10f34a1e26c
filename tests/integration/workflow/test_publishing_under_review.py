"""Publishing what may be public leaves a medical review of it where it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Revision, WorkflowState, WorkflowTask

from headhealth.models import (
    ConditionPage,
    EmergencyPublication,
    MedicalReviewTask,
    ReviewRequest,
    Symptom,
)
from headhealth.site_calendar import site_day
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.audit.histories import published_urgently
from tests.integration.gate.admin_doors import PUBLISH
from tests.integration.gate.snippet_doors import symptom_url


def stored() -> ConditionPage:
    return ConditionPage.objects.get()


def state_of(obj: Any) -> str | None:
    state = type(obj).objects.get(pk=obj.pk).current_workflow_state
    return state and state.status


def by_code(user: Any, client: Any) -> None:
    stored().get_latest_revision().publish(user=user)


def in_bulk(user: Any, client: Any) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{url}?id={stored().pk}&next=/admin/")


def with_the_section_above(user: Any, client: Any) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    above = stored().get_parent()
    client.post(f"{url}?id={above.pk}&next=/admin/", {"include_descendants": "on"})


def through_the_api(user: Any, client: Any) -> None:
    client.post(reverse("wagtailadmin_api:pages:action", args=[stored().pk, "publish"]))


DOORS = [by_code, in_bulk, with_the_section_above, through_the_api]


@pytest.mark.parametrize("publish", DOORS)
@pytest.mark.parametrize("urgently", [False, True], ids=["approved", "urgent"])
def test_review__goes_on(
    publish, urgently, draft, editor, reviewer, publisher, superuser, client_of
):
    factories.published(draft, author=editor, approver=reviewer)
    page = stored()
    if urgently:
        page.summary = "Call a doctor immediately."
        page.save_revision(user=editor)
        digest = factories.digest_shown(page)
        publish_urgently(obj=page, user=publisher, reason="A dose was wrong.", digest=digest)
    else:
        factories.submit(page, user=editor)
    stored().unpublish()
    waiting = stored().current_workflow_state
    publish(superuser, client_of(superuser))
    assert stored().live
    assert state_of(draft) == WorkflowState.STATUS_IN_PROGRESS
    assert stored().current_workflow_state == waiting


def test_review_that_asked_for_changes__goes_on(live, editor, other_reviewer):
    waiting = factories.submit(stored(), user=editor)
    waiting.task.specific.on_action(waiting, other_reviewer, "reject", comment="Cite a source.")
    stored().get_latest_revision().publish()
    assert state_of(live) == WorkflowState.STATUS_NEEDS_CHANGES


def test_review_of_a_newer_version__goes_on_as_a_schedule_is_due(live, editor, reviewer):
    page = stored()
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.summary = "Another summary."
    factories.published(page, author=editor, approver=reviewer)
    scheduled = stored().scheduled_revision
    page = stored()
    page.summary = "A third summary."
    factories.submit(page, user=editor)
    past = timezone.now() - timedelta(minutes=5)
    Revision.objects.filter(pk=scheduled.pk).update(
        approved_go_live_at=past, content={**scheduled.content, "go_live_at": past.isoformat()}
    )
    call_command("publish_scheduled")
    assert stored().summary == "Another summary."
    assert state_of(live) == WorkflowState.STATUS_IN_PROGRESS


def test_review_of_a_snippet__goes_on(editor, reviewer, superuser, client_of):
    symptom = factories.SymptomFactory(name="stiff neck")
    symptom = factories.published(symptom, author=editor, approver=reviewer)
    factories.submit(symptom, user=editor)
    form = {"name": symptom.name, "description": symptom.description, **PUBLISH}
    client_of(superuser).post(symptom_url("edit", symptom.pk), form)
    assert state_of(Symptom.objects.get()) == WorkflowState.STATUS_IN_PROGRESS


def test_editor__asks_for_no_cancellation(live, editor, superuser, client_of):
    factories.submit(stored(), user=editor)
    url = reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[live.pk])
    answer = client_of(superuser).get(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.json()["step"] == "no_confirmation_needed"


def test_urgent_publication__has_a_new_review_of_what_was_published(
    live, editor, publisher, reviewer
):
    page = stored()
    page.summary = "Call a doctor immediately."
    before = factories.submit(page, user=editor).workflow_state
    digest = factories.digest_shown(page)
    publish_urgently(obj=stored(), user=publisher, reason="A dose was wrong.", digest=digest)
    before.refresh_from_db()
    assert before.status == WorkflowState.STATUS_CANCELLED
    assert state_of(live) == WorkflowState.STATUS_IN_PROGRESS


def test_urgent_publication_submitted_again__is_due_when_its_review_is(live, editor, publisher):
    published_urgently(stored(), editor, publisher, "Call a doctor immediately.")
    stored().current_workflow_state.cancel(user=editor)
    factories.submit(stored().get_latest_revision_as_object(), user=editor)
    due = site_day(EmergencyPublication.objects.get().review_due_at)
    assert ReviewRequest.objects.waiting().get().due_on == due


def test_urgent_publication_after_a_later_task_asked_for_changes__goes_to_a_medical_reviewer(
    live, editor, publisher, reviewer
):
    group = Group.objects.create(name="Legal readers")
    editor.groups.add(group)
    task = GroupApprovalTask.objects.create(name="Legal")
    task.groups.set([group])
    workflow = MedicalReviewTask.objects.get().workflows.get()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=99)
    page = stored()
    page.summary = "Another summary."
    factories.approve(factories.submit(page, user=publisher), user=reviewer)
    waiting = stored().current_workflow_task_state
    waiting.task.specific.on_action(waiting, editor, "reject", comment="Not yet.")
    published_urgently(stored(), editor, publisher, "Call a doctor immediately.")
    waiting = stored().current_workflow_task_state
    assert isinstance(waiting.task.specific, MedicalReviewTask)
    assert ReviewRequest.objects.waiting().get().task_state == waiting


def test_urgent_publication_west_of_the_site__after_an_earlier_deadline(live, editor, publisher):
    """The day of the person who publishes is still the one before."""
    with time_machine.travel(datetime(2030, 5, 1, 12, tzinfo=UTC), tick=False):
        published_urgently(stored(), editor, publisher, "Call a doctor.")
    with time_machine.travel(datetime(2030, 5, 9, 3, tzinfo=UTC), tick=False):
        with timezone.override("America/Los_Angeles"):
            published_urgently(stored(), editor, publisher, "Call a doctor immediately.")
        assert ReviewRequest.objects.waiting().get().due_on == site_day()
