"""Approvals that come too late, twice, or are aimed at something else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import TaskState

from headhealth.models import MedicalReview
from headhealth.review.contributor import Contributor
from tests import factories
from tests.factories import checklist
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.approving import ROUTES, approve, reviews
from tests.integration.gate.reading import told
from tests.integration.gate.snippet_doors import latest_version, symptom_form, symptom_url

FINISHED = "This review is already finished"
NO_REGISTRATION = "you have no current, confirmed registration"


# The rights of the reviewer end while the form is open


@ROUTES
def test_approve__after_the_registration_ended(route, world):
    state = world.submit()
    answers = checklist(state)
    yesterday = timezone.localdate() - timedelta(days=1)
    Contributor.objects.filter(user=world.user).update(reviewer_until=yesterday)
    assert NO_REGISTRATION in approve(world, state, answers, route)
    assert not world.page.live
    assert not reviews(world)


@ROUTES
def test_approve__after_leaving_the_group(route, world):
    state = world.submit()
    answers = checklist(state)
    world.user.groups.clear()
    world.user.groups.add(*world.person("editor").groups.all())
    assert "you do not belong to the reviewers of this task" in approve(
        world, state, answers, route
    )
    assert not world.page.live
    assert not reviews(world)


@pytest.mark.parametrize("route", ["dashboard", "editor"])
def test_snippet_approve__after_the_registration_ended(route, world):
    symptom = latest_version(world)
    state = world.submit(symptom)
    answers = checklist(state)
    Contributor.objects.filter(user=world.user).update(reviewer_from=None)
    if route == "dashboard":
        response = world.post(
            symptom_url("workflow_action", symptom.pk, "approve", state.pk), answers
        )
    else:
        action = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        response = world.post(symptom_url("edit", symptom.pk), symptom_form(**action))
    assert NO_REGISTRATION in told(response)
    assert not world.symptom.live


# Twice


@ROUTES
def test_approve__replayed(route, world):
    state = world.submit()
    answers = checklist(state)
    approve(world, state, answers, route)
    assert world.page.live
    again = approve(world, state, answers, route)
    assert FINISHED in again or "is not currently awaiting moderation" in again
    assert reviews(world) == 1


def test_approve__replayed_while_the_next_review_waits(world):
    state = world.submit()
    answers = checklist(state)
    approve(world, state, answers, "dashboard")
    page = world.page
    page.summary = "The next text."
    page.save_revision(user=world.person("editor"))
    world.submit(page)
    assert FINISHED in approve(world, state, answers, "dashboard")
    assert reviews(world) == 1


@ROUTES
def test_approve__by_two_reviewers_at_once(route, world, make_world):
    """Both have the form open; the page is one that the second did not write either."""
    page = world.page
    world.as_reviewed()
    state = world.submit()
    other = factories.reviewer(username="other_reviewer")
    answers = checklist(state)
    second = TaskState.objects.get(pk=state.pk)
    approve(world, state, answers, route)
    told_second = approve(make_world(other.username, "draft"), second, answers, route)
    assert FINISHED in told_second or "is not currently awaiting moderation" in told_second
    assert [review.reviewer_user for review in MedicalReview.objects.for_object(page)] == [
        world.user
    ]


# Aimed elsewhere


def test_approve__through_the_address_of_another_page(world):
    state, clinic = world.submit(), world.clinic
    world.submit(clinic)
    url = page_url("workflow_action", clinic, "approve", state.pk)
    assert "This review belongs to something else" in told(world.post(url, checklist(state)))
    assert not world.page.live
    assert not reviews(world)


def test_collect_answers__for_another_page(world):
    state, clinic = world.submit(), world.clinic
    url = page_url("collect_workflow_action_data", clinic, "approve", state.pk)
    response = world.post(url, checklist(state), headers={"x-requested-with": "XMLHttpRequest"})
    assert "This review belongs to something else" in told(response)


def test_approve__of_an_unknown_review(world):
    world.submit()
    url = page_url("workflow_action", world.page, "approve", 999_999)
    assert world.post(url, {}).status_code == 404
