"""What was approved is published, by every route that people use for it."""

from __future__ import annotations

import json
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from headhealth.models import MedicalReview, Symptom
from headhealth.review import same_for_readers
from tests.factories import checklist
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import PUBLISH, bulk, page_url
from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.reading import read, told
from tests.integration.gate.snippet_doors import latest_version, symptom_form, symptom_url
from tests.integration.gate.world import MODAL

BOTH = pytest.mark.parametrize("target", ["draft", "change"])


# Approving


@BOTH
def test_approve__on_the_dashboard(target, make_world):
    world = make_world("reviewer", target)
    response = world.approve_on_the_dashboard()
    assert json.loads(response.content)["step"] == "success"
    assert UNREVIEWED in read(world.page)
    review = MedicalReview.objects.for_object(world.page).latest()
    assert review.revision_id == world.page.live_revision_id == world.page.latest_revision_id
    assert review.reviewer_user == world.user


@BOTH
def test_approve__in_the_editor(target, make_world):
    """The checklist is collected in a modal and sent along with the form of the editor."""
    world = make_world("reviewer", target)
    state = world.submit()
    url = page_url("collect_workflow_action_data", world.page, "approve", state.pk)
    collected = json.loads(world.post(url, checklist(state), headers=MODAL).content)
    form = condition_form(
        world.version,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": json.dumps(collected["cleaned_data"]),
        },
    )
    world.post(page_url("edit", world.page), form)
    assert UNREVIEWED in read(world.page)
    assert MedicalReview.objects.for_object(world.page).latest().reviewer_user == world.user


def test_approve__after_requested_changes(make_world):
    world = make_world("reviewer", "draft")
    world.decide(world.submit(), "reject", comment="Say when to call an ambulance.")
    editor = make_world("editor", "draft")
    form = condition_form(world.version, summary="Call one now.", **{"action-submit": "1"})
    editor.post(page_url("edit", world.page), form)
    state = world.page.current_workflow_task_state
    world.decide(state, **checklist(state))
    assert "Call one now." in read(world.page)


def test_approve__updates_the_aliases(make_world):
    world = make_world("reviewer", "change")
    assert REVIEWED in read(world.alias)
    world.approve_on_the_dashboard()
    assert UNREVIEWED in read(world.alias)


def test_approve__publishes_the_aliases_of_a_draft(make_world):
    world = make_world("reviewer", "draft")
    world.approve_on_the_dashboard()
    assert UNREVIEWED in read(world.alias)


@BOTH
def test_approve_snippet__on_the_dashboard(target, make_world):
    world = make_world("reviewer", target)
    pk, state = world.symptom.pk, world.submit(latest_version(world))
    world.post(symptom_url("workflow_action", pk, "approve", state.pk), checklist(state))
    symptom = Symptom.objects.get(pk=pk)
    assert symptom.live
    assert symptom.description == UNREVIEWED


# Publishing what is approved


@BOTH
def test_schedule__approved_is_published_on_its_day(target, make_world):
    world = make_world("reviewer", target)
    world.schedule_approved()
    assert bool(read(world.page)) is (target == "change")
    world.wait()
    assert REVIEWED in read(world.page)


def test_schedule__by_a_publisher_and_back(make_world):
    world = make_world("publisher", "change")
    page = world.as_reviewed()
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    form = condition_form(page, go_live_at=tomorrow, **PUBLISH)
    assert "scheduled for publishing" in told(world.post(page_url("edit", page), form))
    scheduled = world.page.scheduled_revision
    world.post(page_url("revisions_unschedule", page, scheduled.pk))
    assert world.page.scheduled_revision is None


def test_schedule__goes_on_after_a_page_that_is_withheld(make_world):
    """The unapproved page is due first."""
    world = make_world("reviewer", "draft")
    unapproved = make_world("reviewer", "change")
    day_before_yesterday = timezone.localtime() - timedelta(days=2)
    Revision.objects.filter(pk=unapproved.page.latest_revision_id).update(
        approved_go_live_at=day_before_yesterday
    )
    world.schedule_approved()
    world.wait()
    assert REVIEWED in read(world.page)
    assert UNREVIEWED not in read(unapproved.page)
    withheld = PageLogEntry.objects.get(action="headhealth.publish.withhold")
    assert withheld.page_id == unapproved.page.pk
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()


def test_schedule__goes_on_after_a_page_that_cannot_be_shown(make_world, monkeypatch):
    """Its data are spelt otherwise than approved, so that only rendering could tell."""
    world = make_world("reviewer", "change")
    world.schedule_approved()
    revision = world.page.scheduled_revision
    body = json.loads(revision.content["body"])
    body[0]["id"] = "22222222-2222-4222-8222-222222222222"
    Revision.objects.filter(pk=revision.pk).update(
        content={**revision.content, "body": json.dumps(body)}
    )
    monkeypatch.setattr(same_for_readers, "_document", Mock(side_effect=RuntimeError("template")))
    before = read(world.page)
    world.wait()
    assert read(world.page) == before
    assert PageLogEntry.objects.filter(action="headhealth.publish.withhold").exists()
    assert world.page.scheduled_revision is None


def test_publish__again_what_is_approved(make_world):
    world = make_world("publisher", "change")
    page = world.as_reviewed()
    world.post(page_url("unpublish", page))
    assert not read(page)
    response = world.post(page_url("edit", page), condition_form(world.version, **PUBLISH))
    assert "has been published" in told(response)
    assert REVIEWED in read(page)


def test_publish__again_through_the_api(make_world):
    world = make_world("publisher", "change")
    page = world.as_reviewed()
    assert world.api("POST", "pages_actions_unpublish", page_id=page.pk).status_code == 200
    assert world.api("POST", "pages_actions_publish", page_id=page.pk).status_code == 200
    assert REVIEWED in read(page)


def test_publish__again_in_bulk(make_world):
    world = make_world("publisher", "change")
    page = world.as_reviewed()
    bulk(world, "unpublish", page)
    assert not read(page)
    assert "1 page has been published" in told(bulk(world, "publish", page))
    assert REVIEWED in read(page)


def test_revert__to_the_reviewed_version(make_world):
    world = make_world("publisher", "change")
    reviewed = world.page.live_revision
    url = page_url("revisions_revert", world.page, reviewed.pk)
    response = world.post(url, condition_form(reviewed.as_object(), **PUBLISH))
    assert "has been published" in told(response)
    assert REVIEWED in read(world.page)
    assert not world.page.has_unpublished_changes


def test_publish_snippet__again_what_is_approved(make_world):
    world = make_world("publisher", "change")
    pk = world.symptom.pk
    world.post(symptom_url("unpublish", pk))
    assert not Symptom.objects.get(pk=pk).live
    world.post(symptom_url("edit", pk), symptom_form(description=REVIEWED, **PUBLISH))
    assert Symptom.objects.get(pk=pk).live
    assert Symptom.objects.get(pk=pk).description == REVIEWED
