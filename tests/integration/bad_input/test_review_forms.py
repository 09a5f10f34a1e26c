"""Anything in the forms in which a reviewer decides: nothing is approved by it."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.models import GroupApprovalTask, TaskState, WorkflowTask

from headhealth.models import ConditionPage, MedicalReview, MedicalReviewTask, Symptom
from headhealth.workflow.review_forms import ApprovalForm
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.bad_input.bad_texts import HALF_AN_EMOJI, NUL, SCRIPT, TEXTS
from tests.integration.bad_input.reading import active_content, messages_in, normal, soup_of

MODAL = {"x-requested-with": "XMLHttpRequest"}
HUGE = "word " * 200_000


@pytest.fixture(params=["page", "snippet"])
def waiting(request, draft, editor) -> TaskState:
    """What a reviewer has to decide on."""
    obj = draft if request.param == "page" else factories.SymptomFactory()
    return factories.submit(obj, user=editor)


def action_url(task_state: TaskState, action: str) -> str:
    obj = task_state.workflow_state.content_object
    if isinstance(obj, Symptom):
        name = Symptom.snippet_viewset.get_url_name("workflow_action")
    else:
        name = "wagtailadmin_pages:workflow_action"
    return reverse(name, args=[obj.pk, action, task_state.pk])


def decided(task_state: TaskState) -> bool:
    task_state.refresh_from_db()
    return task_state.status != TaskState.STATUS_IN_PROGRESS or MedicalReview.objects.exists()


def modal_text(response: Any) -> str:
    """What the modal says, and what its form holds."""
    assert response.status_code == 200
    return normal(unescape(response.json().get("html", "")))


GARBAGE = {
    "nothing": dict.fromkeys(
        ["scope", "sources_checked_on", "red_flags_covered", "plain_language", "digest"], ""
    ),
    "unknown_scope": {"scope": "everything"},
    "script_as_scope": {"scope": SCRIPT},
    "no_date": {"sources_checked_on": "yesterday"},
    "impossible_date": {"sources_checked_on": "2025-02-31"},
    "huge_date": {"sources_checked_on": "9" * 100_000},
    "nul_date": {"sources_checked_on": "2025-\x00-01"},
    "script_as_version": {"digest": SCRIPT},
    "huge_version": {"digest": HUGE},
    "nul_version": {"digest": NUL},
    "nul_comment": {"comment": NUL},
    "unticked": {"red_flags_covered": "", "comment": SCRIPT},
}


@pytest.mark.parametrize("name", GARBAGE)
def test_approval__with_garbage(name, waiting, reviewer, client_of):
    client = client_of(reviewer)
    answers = factories.checklist(waiting, **{"comment": "What I typed.", **GARBAGE[name]})
    response = client.post(action_url(waiting, "approve"), answers, headers=MODAL)
    text = modal_text(response)
    assert "error" in text
    if "comment" not in GARBAGE[name]:
        assert "What I typed." in text
    response = client.post(action_url(waiting, "approve"), answers, follow=True)
    assert messages_in(response)
    assert not decided(waiting)


@pytest.mark.parametrize("comment", ["", "   ", NUL], ids=["empty", "blank", "nul"])
def test_request_for_changes__with_garbage(comment, waiting, reviewer, client_of):
    form = {"comment": comment}
    response = client_of(reviewer).post(action_url(waiting, "reject"), form, headers=MODAL)
    assert "error" in modal_text(response)
    assert not decided(waiting)


@pytest.mark.parametrize("text", [*TEXTS.values(), HUGE], ids=[*TEXTS, "huge"])
def test_request_for_changes__with_any_text(text, waiting, reviewer, editor, client_of):
    mail.outbox.clear()
    client = client_of(reviewer)
    response = client.post(action_url(waiting, "reject"), {"comment": text}, headers=MODAL)
    assert response.json()["step"] == "success"
    waiting.refresh_from_db()
    assert normal(waiting.comment) == normal(text)
    obj = waiting.workflow_state.content_object
    name = "wagtailadmin_pages:edit"
    if isinstance(obj, Symptom):
        name = Symptom.snippet_viewset.get_url_name("edit")
    soup = soup_of(client_of(editor).get(reverse(name, args=[obj.pk])))
    assert normal(text) in normal(soup.get_text())
    assert not soup.find_all("img", src="x")
    assert not [tag for tag in soup.find_all("script") if tag.get_text() == "alert(1)"]
    assert any(normal(text) in normal(message.body) for message in mail.outbox)


def test_comment_of_an_approval__is_kept_and_not_shown(draft, editor, reviewer, client_of, client):
    task_state = factories.submit(draft, user=editor)
    answers = factories.checklist(task_state, comment=SCRIPT + HUGE)
    client_of(reviewer).post(action_url(task_state, "approve"), answers, headers=MODAL)
    assert MedicalReview.objects.get().comment == (SCRIPT + HUGE).strip()
    soup = soup_of(client.get(draft.url))
    assert active_content(soup) == []
    assert "alert" not in soup.get_text()


EXTRA_DATA = {
    "nothing": "",
    "no_json": "{",
    "list": "[]",
    "number": "3",
    "null": "null",
    "other_arguments": json.dumps({"user": 1, "task_state": 2, "action_name": "approve"}),
    "lists": json.dumps({"scope": ["whole"], "sources_checked_on": [], "digest": {"a": 1}}),
    "deep": "[" * 100_000,
    "deep_object": '{"comment":' * 100_000,
    "deep_comment": '{"comment": ' + "[" * 400 + "]" * 400 + "}",
    "half_a_character": json.dumps({"comment": HALF_AN_EMOJI}),
    "nul": json.dumps({"comment": NUL}),
}


ODD_ANSWERS = [5, 1.5, True, None, [], ["x"], [[1]], {"a": 1}, NUL, "²", "9999-99-99", "9" * 5000]


def decide_in_editor(client: Any, page: Any, action: str, answers: Any) -> Any:
    form = condition_form(
        page.get_latest_revision_as_object(),
        **{
            "action-workflow-action": "1",
            "workflow-action-name": action,
            "workflow-action-extra-data": json.dumps(answers),
        },
    )
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, form, follow=True)


@pytest.mark.parametrize("name", ApprovalForm.base_fields)
def test_approval_in_the_editor__with_any_kind_of_answer(name, draft, editor, reviewer, client_of):
    task_state = factories.submit(draft, user=editor)
    client = client_of(reviewer)
    for answer in [*ODD_ANSWERS, HALF_AN_EMOJI]:
        # A version that does not exist: none of them approves.
        answers = {**factories.checklist(task_state), "digest": "other", name: answer}
        assert messages_in(decide_in_editor(client, draft, "approve", answers))
        assert not decided(task_state)


@pytest.mark.parametrize(
    "answer", [answer for answer in ODD_ANSWERS if not isinstance(answer, str)]
)
def test_request_for_changes_in_the_editor__without_text(
    answer, draft, editor, reviewer, client_of
):
    task_state = factories.submit(draft, user=editor)
    response = decide_in_editor(client_of(reviewer), draft, "reject", {"comment": answer})
    assert messages_in(response)
    assert not decided(task_state)


@pytest.mark.parametrize("name", ["foo", "self", "update", "user"])
def test_answer_in_the_editor__to_nothing_that_was_asked(name, draft, editor, reviewer, client_of):
    task_state = factories.submit(draft, user=editor)
    answers = {**factories.checklist(task_state), name: "x"}
    assert messages_in(decide_in_editor(client_of(reviewer), draft, "approve", answers))
    assert not decided(task_state)


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_second_task__takes_only_the_answers_of_its_form(
    action, draft, editor, reviewer, publisher, client_of
):
    group = Group.objects.create(name="Second readers")
    publisher.groups.add(group)
    task = GroupApprovalTask.objects.create(name="Second reading")
    task.groups.set([group])
    workflow = MedicalReviewTask.objects.get().workflows.get()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=99)
    factories.approve(factories.submit(draft, user=editor), user=reviewer)
    state = ConditionPage.objects.get(pk=draft.pk).current_workflow_task_state
    assert state.task_id == task.pk
    client = client_of(publisher)
    wrong: list[Any] = [{"foo": 1}, {"update": False}, {"self": 1}]
    wrong += [{"comment": answer} for answer in (5, [], {"a": 1}, NUL, HALF_AN_EMOJI)]
    for answers in wrong:
        text = soup_of(decide_in_editor(client, draft, action, answers)).get_text()
        assert "Nothing was decided. Your changes are saved as a draft." in normal(text)
        state.refresh_from_db()
        assert state.status == TaskState.STATUS_IN_PROGRESS, answers
    decide_in_editor(client, draft, action, {"comment": "As I read it."})
    state.refresh_from_db()
    assert (state.finished_by, state.comment) == (publisher, "As I read it.")


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("name", EXTRA_DATA)
def test_decision_in_the_editor__with_garbage(name, action, draft, editor, reviewer, client_of):
    """The editor sends the answers as JSON in a field of the page's form."""
    task_state = factories.submit(draft, user=editor)
    form = condition_form(
        draft,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": action,
            "workflow-action-extra-data": EXTRA_DATA[name],
        },
    )
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    response = client_of(reviewer).post(url, form, follow=True)
    assert response.status_code == 200
    if (name, action) == ("half_a_character", "reject"):
        task_state.refresh_from_db()
        assert task_state.comment == HALF_AN_EMOJI.replace("\ud83e", "\ufffd")
    else:
        assert messages_in(response)
        assert not decided(task_state)


def test_autosave__decides_nothing(draft, editor, reviewer, client_of):
    """The form that it saves may hold the answers, while the form itself is on its way."""
    task_state = factories.submit(draft, user=editor)
    form = condition_form(
        draft,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": json.dumps(factories.checklist(task_state)),
        },
    )
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    client = client_of(reviewer)

    def autosave() -> Any:
        return client.post(url, form, headers={"accept": "application/json"})

    assert autosave().json()["success"] is False
    assert not decided(task_state)
    client.post(url, form)
    assert decided(task_state)
    versions = draft.revisions.count()
    assert autosave().json()["success"] is False
    said = messages_in(client.get(reverse("wagtailadmin_home")))
    assert "already finished" not in said
    assert MedicalReview.objects.count() == 1
    assert draft.revisions.count() == versions


@pytest.mark.parametrize("action", ["publish", "", "<script>", "approve\x00"])
def test_decision_in_the_editor__of_an_unknown_kind(action, draft, editor, reviewer, client_of):
    task_state = factories.submit(draft, user=editor)
    form = condition_form(draft, **{"action-workflow-action": "1", "workflow-action-name": action})
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    response = client_of(reviewer).post(url, form, follow=True)
    assert messages_in(response)
    assert not decided(task_state)
    assert not ConditionPage.objects.get(pk=draft.pk).live


@pytest.mark.parametrize("action", ["publish", "start", "x" * 500, "%00"])
def test_unknown_decision(action, waiting, reviewer, client_of):
    url = action_url(waiting, "approve").replace("approve", action)
    for headers in ({}, MODAL):
        response = client_of(reviewer).post(url, factories.checklist(waiting), headers=headers)
        assert response.status_code in (200, 302, 404)
    assert not decided(waiting)
