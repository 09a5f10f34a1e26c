"""A workflow whose task is gone, as an interrupted cancellation leaves it, has a way out."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from headhealth.models import ConditionPage, Symptom
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.reading import told
from tests.integration.gate.snippet_doors import symptom_url


@pytest.fixture(params=["page", "snippet"])
def interrupted(request: Any, draft: ConditionPage, editor: Any) -> Any:
    obj = draft if request.param == "page" else factories.SymptomFactory(name="stiff neck")
    state = factories.submit(obj, user=editor).workflow_state
    WorkflowState.objects.filter(pk=state.pk).update(current_task_state=None)
    return type(obj).objects.get(pk=obj.pk)


def edit_url(obj: Any) -> str:
    if isinstance(obj, Symptom):
        return symptom_url("edit", obj.pk)
    return page_url("edit", obj)


def form(obj: Any, **more: str) -> dict[str, Any]:
    if isinstance(obj, Symptom):
        return {"name": obj.name, "description": obj.description, **more}
    return {**condition_form(obj), **more}


@pytest.mark.parametrize("user", ["editor", "reviewer", "publisher", "superuser"])
def test_screens__answer(user, interrupted, request, client_of):
    client = client_of(request.getfixturevalue(user))
    for url in (edit_url(interrupted), "/admin/", "/admin/reports/medical-review/"):
        assert client.get(url, follow=True).status_code == 200


def test_editor__cancels_it_and_submits_again(interrupted, superuser, client_of):
    client = client_of(superuser)
    data = form(interrupted, **{"action-cancel-workflow": "true"})
    response = client.post(edit_url(interrupted), data, follow=True)
    assert response.status_code == 200
    assert not interrupted.workflow_states.active().exists(), told(response)
    data = form(interrupted, **{"action-submit": "true"})
    assert client.post(edit_url(interrupted), data, follow=True).status_code == 200
    assert type(interrupted).objects.get(pk=interrupted.pk).current_workflow_task_state


def test_review_that_asked_for_changes__is_sent_back_again(draft, editor, reviewer, client_of):
    """The editor sent it to the reviewer again, and the process ended before it was there."""
    waiting = factories.submit(draft, user=editor)
    waiting.task.specific.on_action(waiting, reviewer, "reject", comment="Cite a source.")
    WorkflowState.objects.update(current_task_state=None, status=WorkflowState.STATUS_IN_PROGRESS)
    text = told(client_of(editor).get(edit_url(draft), follow=True))
    assert "The review was interrupted" in text
    assert "Cite a source." in text
    data = form(draft, **{"action-submit": "true"})
    client_of(editor).post(edit_url(draft), data)
    assert (
        ConditionPage.objects.get().current_workflow_task_state.status
        == TaskState.STATUS_IN_PROGRESS
    )


def test_workflow_that_never_had_a_task__ends(interrupted, editor, client_of):
    TaskState.objects.all().delete()
    text = told(client_of(editor).get(edit_url(interrupted), follow=True))
    assert "The review was interrupted" in text
    assert not interrupted.workflow_states.active().exists()


def test_histories_and_reports__answer(interrupted, superuser, client_of):
    client = client_of(superuser)
    names = ["history", "workflow_history"]
    urls = [reverse(f"wagtailadmin_reports:{name}") for name in ("workflow", "workflow_tasks")]
    if isinstance(interrupted, Symptom):
        urls += [symptom_url(name, interrupted.pk) for name in names]
    else:
        urls += [reverse(f"wagtailadmin_pages:{name}", args=[interrupted.pk]) for name in names]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
