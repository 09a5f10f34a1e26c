"""What a reviewer is told after a decision, and where none could be recorded."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from headhealth.models import MedicalReview, Symptom
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.bad_input.reading import messages_in

HOME = "wagtailadmin_home"


@pytest.fixture(params=["page", "snippet"])
def waiting(request: Any, draft: Any, editor: Any) -> TaskState:
    obj = draft if request.param == "page" else factories.SymptomFactory(name="stiff neck")
    return factories.submit(obj, user=editor)


def decide(client: Any, waiting: TaskState, action: str, answers: dict[str, Any]) -> Any:
    obj = waiting.workflow_state.content_object
    name = "wagtailadmin_pages:workflow_action"
    if isinstance(obj, Symptom):
        name = Symptom.snippet_viewset.get_url_name("workflow_action")
    url = reverse(name, args=[obj.pk, action, waiting.pk])
    return client.post(url, answers, headers={"x-requested-with": "XMLHttpRequest"})


def modal(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.json()["html"], "html.parser")


def test_approval__is_confirmed(waiting, reviewer, client_of):
    client = client_of(reviewer)
    decide(client, waiting, "approve", factories.checklist(waiting))
    said = messages_in(client.get(reverse(HOME)))
    assert f"You approved “{waiting.workflow_state.content_object}”." in said
    assert "Readers see this version now." in said


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_decision_in_the_editor__is_confirmed_once(action, draft, editor, reviewer, client_of):
    waiting = factories.submit(draft, user=editor)
    answers = {"comment": "Cite a source."}
    if action == "approve":
        answers = factories.checklist(waiting, **answers)
    form = condition_form(
        draft,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": action,
            "workflow-action-extra-data": json.dumps(answers),
        },
    )
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    said = client_of(reviewer).post(url, form, follow=True).context["messages"]
    expected = {"approve": "You approved “Migraine”.", "reject": "“Migraine” is sent back"}
    assert [str(message)[: len(expected[action])] for message in said] == [expected[action]]


def test_approval_of_what_appears_later__promises_no_readers(draft, editor, reviewer, client_of):
    draft.go_live_at = timezone.now() + timedelta(days=14)
    waiting = factories.submit(draft, user=editor)
    client = client_of(reviewer)
    decide(client, waiting, "approve", factories.checklist(waiting))
    said = messages_in(client.get(reverse(HOME)))
    assert "You approved" in said
    assert "Readers see" not in said


def test_request_for_changes__is_confirmed(waiting, reviewer, client_of):
    client = client_of(reviewer)
    decide(client, waiting, "reject", {"comment": "Cite a source."})
    said = messages_in(client.get(reverse(HOME)))
    assert f"“{waiting.workflow_state.content_object}” is sent back" in said


def test_approval_of_another_version__keeps_the_words_and_no_tick(
    waiting, editor, reviewer, client_of
):
    answers = factories.checklist(waiting, comment="What I typed.")
    obj = waiting.workflow_state.content_object.get_latest_revision_as_object()
    name = "description" if isinstance(obj, Symptom) else "summary"
    setattr(obj, name, "Changed meanwhile.")
    obj.save_revision(user=editor)
    form = modal(decide(client_of(reviewer), waiting, "approve", answers)).form
    assert "The content changed while you were reading it" in form.get_text()
    assert form.find("textarea", {"name": "comment"}).get_text(strip=True) == "What I typed."
    assert not form.find_all(checked=True)
    assert not form.find("input", {"name": "sources_checked_on"}).get("value")


def test_approval_of_a_cancelled_review__offers_no_form(waiting, editor, reviewer, client_of):
    answers = factories.checklist(waiting)
    waiting.workflow_state.cancel(user=editor)
    answer = modal(decide(client_of(reviewer), waiting, "approve", answers))
    assert answer.form is None
    assert "This review is already finished" in answer.get_text()
    assert not MedicalReview.objects.exists()


def test_decision_after_somebody_elses__is_told(waiting, reviewer, other_reviewer, client_of):
    answers = factories.checklist(waiting)
    first, second = client_of(reviewer), client_of(other_reviewer)
    decide(first, waiting, "approve", answers)
    for action in ("approve", "reject"):
        answer = modal(decide(second, waiting, action, {**answers, "comment": "No."}))
        assert answer.form is None
        assert "This review is already finished" in answer.get_text()
