"""Authors of text that was written past the mixin's own saves; a host's model with other fields."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.log_actions import LogContext
from wagtail.models import Page

from headhealth.models import ConditionPage, Contribution
from headhealth.workflow.approval import ApprovalRefused
from tests import factories
from tests.integration.gate.content import REVIEWED
from tests.testapp.models import AnyPage, Leaflet, PlainPage

OWN = "The reviewer wrote this line, and nobody else did."


def test_revision_that_the_reviewer_edits(make_world):
    world = make_world("reviewer", "draft")
    revision = world.page.latest_revision
    with LogContext(user=world.user):
        revision.content = {**revision.content, "summary": OWN}
        revision.save()
    with pytest.raises(ApprovalRefused):
        factories.approve(world.submit(world.version), user=world.user)


def by_itself(page: ConditionPage, revision: Any) -> None:
    page.latest_revision = revision
    page.save(update_fields=["latest_revision"])


def by_column(page: ConditionPage, revision: Any) -> None:
    page.latest_revision = revision
    page.save(update_fields=["latest_revision_id", "draft_title"])


def with_the_slug(page: ConditionPage, revision: Any) -> None:
    page.latest_revision, page.slug = revision, "other"
    page.save(update_fields=["latest_revision", "slug"])


def past_its_own_save(page: ConditionPage, revision: Any) -> None:
    page.latest_revision = revision
    page.save_base(update_fields=["latest_revision"])


def by_its_base(page: ConditionPage, revision: Any) -> None:
    by_itself(Page.objects.get(pk=page.pk), revision)


def by_a_proxy(page: ConditionPage, revision: Any) -> None:
    by_itself(AnyPage.objects.get(pk=page.pk), revision)


def by_its_base_of_another_type(page: ConditionPage, revision: Any) -> None:
    base = Page.objects.get(pk=page.pk)
    base.content_type = ContentType.objects.get_for_model(PlainPage)
    by_itself(base, revision)


@pytest.mark.parametrize(
    "choose",
    [
        by_itself, by_column, with_the_slug, past_its_own_save, by_its_base, by_a_proxy,
        by_its_base_of_another_type,
    ],
)  # fmt: skip
def test_latest_revision_that_is_set_back(choose, make_world):
    world = make_world("reviewer", "draft")
    for text, user in ((OWN, world.user), (REVIEWED, world.person("editor"))):
        page = world.version
        page.summary = text
        page.save_revision(user=user)
        if text == OWN:
            first = page.latest_revision
    page = ConditionPage.objects.get(pk=world.page.pk)
    noted = Contribution.objects.count()
    choose(page, first)
    assert Contribution.objects.count() == noted + 1
    state = world.medical_workflow.start(page, world.person("publisher")).current_task_state
    with pytest.raises(ApprovalRefused):
        factories.approve(state, user=world.user)


def test_host_model__with_an_owner_in_words_and_numbers_of_its_column(editor, reviewer):
    """The revision holds 0 and 0, the row 0.00 and 0.0."""
    leaflet = Leaflet(owner="Owner", live=False)
    leaflet.save()
    assert factories.published(leaflet, author=editor, approver=reviewer).live
