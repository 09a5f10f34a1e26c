"""The form of a review: what it shows, and what it does not let pass."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.models import Page, Revision, WorkflowState

from headhealth.models import ConditionPage, Symptom
from headhealth.workflow.approval import ApprovalRefused
from tests.factories import checklist
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.approving import ROUTES, approve, reviews
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.world import World
from tests.testapp.models import OpeningHours, OpeningTime

CARE_CARD = ("care_card", {"level": "urgent", "heading": "Worried?", "text": "<p>Go.</p>"})


def changed_clinic(world: World) -> Any:
    """Rows, rows of rows and a relation differ from what was approved."""
    clinic = world.clinic
    row = clinic.opening_hours.get()
    row.day, row.times = "Tuesday", [OpeningTime(time="16:00")]
    clinic.opening_hours = [row, OpeningHours(day="Friday")]
    clinic.shown_symptoms.add(Symptom.objects.get(live=True))
    clinic.save_revision(user=world.person("editor"))
    return clinic


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize(
    ("target", "find"),
    [
        ("draft", lambda world: world.version),
        ("change", lambda world: world.version),
        ("clinic", changed_clinic),
        ("draft", lambda world: world.symptom.get_latest_revision_as_object()),
        ("change", lambda world: world.symptom.get_latest_revision_as_object()),
        ("draft", lambda world: world.advice.get_latest_revision_as_object()),
        ("change", lambda world: world.advice.get_latest_revision_as_object()),
    ],
    ids=[
        "page",
        "live page",
        "rows",
        "snippet",
        "live snippet",
        "snippet of the host",
        "live snippet of the host",
    ],
)
def test_review_form__opens_with_who_wrote_it(target, find, action, make_world):
    world = make_world("reviewer", target)
    obj = find(world)
    state = world.submit(obj)
    if isinstance(obj, Page):
        url = page_url("workflow_action", obj, action, state.pk)
    else:
        name = obj.snippet_viewset.get_url_name("workflow_action")
        url = reverse(name, args=[quote(obj.pk), action, state.pk])
    response = world.client.get(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code == 200
    form = json.loads(response.content)["html"]
    assert ('name="digest"' in form) is (action == "approve")
    assert action == "reject" or "editor" in form


@ROUTES
def test_approve__after_the_content_changed(route, world):
    state = world.submit()
    answers = checklist(state)
    page = world.version
    page.summary = "Changed meanwhile."
    page.save_revision(user=world.person("editor"))
    assert "The content changed while you were reading it" in approve(world, state, answers, route)
    assert not world.page.live
    assert not reviews(world)


@pytest.mark.parametrize("route", ["dashboard", "modal", "code"])
@pytest.mark.parametrize("where", ["block", "key"])
def test_approve__of_what_the_site_cannot_show(where, route, world):
    """A later release may know the block, and show readers what nobody read."""
    state = world.submit()
    revision = world.page.get_latest_revision()
    body = json.loads(revision.content["body"])
    if where == "block":
        body.append({"type": "hidden_block", "value": "Take ten.", "id": "x"})
    else:
        body[0]["value"]["hidden_key"] = "Take ten."
    content = {**revision.content, "body": json.dumps(body)}
    Revision.objects.filter(pk=revision.pk).update(content=content)
    assert "hidden_" in approve(world, state, checklist(state), route)
    assert not world.page.live
    assert not reviews(world)


@ROUTES
def test_approve__without_saying_which_version(route, world):
    state = world.submit()
    approve(world, state, checklist(state, digest=""), route)
    assert not world.page.live


@pytest.mark.parametrize(
    "answers",
    [
        {"red_flags_covered": ""},
        {"plain_language": ""},
        {"sources_checked_on": ""},
        {"sources_checked_on": "2999-01-01"},
        {"scope": ""},
        {"scope": "everything"},
    ],
    ids=lambda answers: "-".join(*answers.items()),
)
@ROUTES
def test_approve__with_an_incomplete_checklist(route, answers, world):
    state = world.submit()
    message = approve(world, state, checklist(state, **answers), route)
    assert message
    assert not world.page.live
    assert not reviews(world)


@ROUTES
def test_approve__of_changes_only_where_nothing_was_approved(route, world):
    state = world.submit()
    message = approve(world, state, checklist(state, scope="changes"), route)
    assert "The first review covers all of it." in message
    assert not world.page.live


def test_approve__of_changes_only_does_not_move_the_review_date(make_world):
    world = make_world("reviewer", "change")
    first = world.page.review_line
    state = world.submit()
    approve(world, state, checklist(state, scope="changes"), "dashboard")
    line = ConditionPage.objects.get(pk=world.page.pk).review_line
    assert UNREVIEWED in world.page.summary
    assert line.whole == first.whole
    assert line.update.scope == "changes"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"summary": ""}, "This field cannot be blank"),
        ({"body": [CARE_CARD]}, "one call to action"),
    ],
    ids=["missing field", "style rule"],
)
@pytest.mark.parametrize("route", ["dashboard", "modal", "code"])
def test_approve__of_what_breaks_the_rules(route, fields, message, world):
    page = world.version
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=world.person("editor"), clean=False)
    state = world.submit()
    refusal = approve(world, state, checklist(state), route)
    assert "breaks rules that published content has to keep" in refusal
    assert message in refusal
    assert not world.page.live
    assert not reviews(world)


def test_request_changes__without_saying_which(world):
    state = world.submit()
    world.decide(state, "reject", comment="")
    with pytest.raises(ApprovalRefused, match="Say what needs to change"):
        state.task.specific.on_action(state, world.user, "reject", comment="")
    assert WorkflowState.objects.get(pk=state.workflow_state_id).status == "in_progress"
