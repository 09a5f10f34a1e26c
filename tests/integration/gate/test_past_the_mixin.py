"""Authors of text that was written past the mixin's own saves; a host's model with other fields."""

from __future__ import annotations

import pytest
from wagtail.log_actions import LogContext

from headhealth.models import ConditionPage
from headhealth.workflow.approval import ApprovalRefused
from tests import factories
from tests.integration.gate.content import REVIEWED
from tests.testapp.models import Leaflet

OWN = "The reviewer wrote this line, and nobody else did."


def test_revision_that_the_reviewer_edits(make_world):
    world = make_world("reviewer", "draft")
    revision = world.page.latest_revision
    with LogContext(user=world.user):
        revision.content = {**revision.content, "summary": OWN}
        revision.save()
    with pytest.raises(ApprovalRefused):
        factories.approve(world.submit(world.version), user=world.user)


def test_latest_revision_that_is_set_back(make_world):
    world = make_world("reviewer", "draft")
    for text, user in ((OWN, world.user), (REVIEWED, world.person("editor"))):
        page = world.version
        page.summary = text
        page.save_revision(user=user)
        if text == OWN:
            first = page.latest_revision
    page = ConditionPage.objects.get(pk=world.page.pk)
    page.latest_revision = first
    page.save(update_fields=["latest_revision"])
    state = world.medical_workflow.start(page, world.person("publisher")).current_task_state
    with pytest.raises(ApprovalRefused):
        factories.approve(state, user=world.user)


def test_host_model__with_an_owner_in_words_and_numbers_of_its_column(editor, reviewer):
    """The revision holds 0 and 0, the row 0.00 and 0.0."""
    leaflet = Leaflet(owner="Owner", live=False)
    leaflet.save()
    assert factories.published(leaflet, author=editor, approver=reviewer).live
