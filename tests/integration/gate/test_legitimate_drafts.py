"""Drafts, comments, copies, translations and fixtures: what waits does not get in anybody's way."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page

from headhealth.models import ConditionPage, Symptom
from headhealth.review.contributions import authors_of
from tests import factories
from tests.factories import checklist
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.reading import read, told
from tests.integration.gate.snippet_doors import symptom_form, symptom_url
from tests.integration.gate.world import load_fixture

BOTH = pytest.mark.parametrize("target", ["draft", "change"])


# Drafts


def test_save__of_a_draft_over_a_live_page(make_world):
    world = make_world("editor", "change")
    form = condition_form(world.version, summary="One more try.")
    assert "has been updated" in told(world.post(page_url("edit", world.page), form))
    assert world.version.summary == "One more try."
    assert REVIEWED in read(world.page)


def test_comment__makes_nobody_an_author(make_world):
    """Comments are saved through the form of the editor."""
    world = make_world("reviewer", "draft")
    state = world.submit()
    form = condition_form(world.version) | {
        "comments-TOTAL_FORMS": "1",
        "comments-0-text": "Is this true of children?",
        "comments-0-contentpath": "summary",
        "comments-0-position": "",
        "comments-0-resolved": "",
        "comments-0-deleted": "",
        "comments-0-id": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "",
    }
    world.post(page_url("edit", world.page), form)
    assert Comment.objects.get().user == world.user
    assert world.user not in authors_of(world.page)
    world.decide(state, **checklist(state))
    assert UNREVIEWED in read(world.page)


def test_copy__is_a_draft_that_can_be_approved(make_world):
    world = make_world("publisher", "change")
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": world.a_to_z.pk}
    world.post(page_url("copy", world.page), {**form, "publish_copies": "on"})
    copy = ConditionPage.objects.get(slug="copy")
    assert not copy.live
    make_world("reviewer").approve_on_the_dashboard(copy.get_latest_revision().as_object())
    assert UNREVIEWED in read(copy)


@BOTH
def test_translation__is_a_draft_that_can_be_approved(target, make_world):
    world = make_world("editor", target)
    url = reverse("simple_translation:submit_page_translation", args=[world.page.pk])
    world.post(url, {"locales": [world.french.pk]})
    translation = world.page.get_translation(world.french)
    assert not translation.live
    make_world("reviewer", target).approve_on_the_dashboard(translation)
    assert translation.summary in read(translation)


def test_translation__of_a_snippet_is_a_draft_that_can_be_approved(make_world):
    world = make_world("editor", "change")
    url = reverse(
        "simple_translation:submit_snippet_translation",
        args=["headhealth", "symptom", world.symptom.pk],
    )
    world.post(url, {"locales": [world.french.pk]})
    translation = world.symptom.get_translation(world.french)
    assert not translation.live
    form = symptom_form(**{"action-submit": "1"})
    world.post(symptom_url("edit", translation.pk), form)
    state = translation.current_workflow_task_state
    factories.approve(state, user=world.person("reviewer"))
    assert Symptom.objects.get(pk=translation.pk).live


# Fixtures


def page_rows(page: Any) -> list[Any]:
    """The row of the base page and that of the type, as another site exports them."""
    fields = {f.attname: getattr(page, f.attname) for f in Page._meta.concrete_fields}
    return [Page(**{**fields, "latest_revision_id": None, "live_revision_id": None}), page]


def test_loaddata__lands_as_a_draft_that_can_be_approved(make_world):
    world = make_world("reviewer", "draft")
    page = world.page
    page.live = True
    rows = page_rows(page)
    page.delete()
    load_fixture(*rows)
    loaded = ConditionPage.objects.get(pk=page.pk)
    assert not loaded.live
    loaded.save_revision(user=world.person("editor"))
    world.approve_on_the_dashboard(loaded)
    assert UNREVIEWED in read(loaded)


def test_loaddata__of_what_is_approved_stays_live(make_world):
    world = make_world("superuser", "change")
    load_fixture(*page_rows(world.page), *world.clinic.opening_hours.all())
    assert REVIEWED in read(world.page)
    assert REVIEWED in read(world.clinic)


def test_loaddata__of_rows_before_their_page(make_world):
    world = make_world("superuser", "change")
    clinic = world.clinic
    rows = [*clinic.opening_hours.all(), *page_rows(clinic)]
    clinic.delete()
    load_fixture(*rows)
    assert world.clinic.opening_hours.count() == 1


@BOTH
@pytest.mark.parametrize("is_first", [True, False], ids=["before its page", "after its page"])
def test_loaddata__of_a_schedule_that_nobody_approved(is_first, target, make_world):
    world = make_world("superuser", target)
    page, revision = world.page, world.page.latest_revision
    revision.approved_go_live_at = timezone.now()
    rows = page_rows(page)
    page.delete()
    load_fixture(*([revision, *rows] if is_first else [*rows, revision]))
    loaded = ConditionPage.objects.get(pk=page.pk)
    assert loaded.revisions.get().content == revision.content
    assert loaded.scheduled_revision is None


def test_loaddata__of_a_schedule_that_was_approved(make_world):
    world = make_world("superuser", "change")
    world.schedule_approved()
    load_fixture(world.page.scheduled_revision)
    assert world.page.scheduled_revision is not None


def test_loaddata__of_a_schedule_of_another_page(make_world):
    page = make_world("superuser", "change").home
    revision = page.save_revision()
    revision.approved_go_live_at = timezone.now()
    load_fixture(revision)
    assert page.scheduled_revision == revision


def test_loaddata__of_a_page_before_its_type(home):
    """As Django's own tests restore a database: row by row, in the order of the installed apps."""
    unused = ContentType.objects.latest("pk").pk + 1
    type_ = ContentType(pk=unused, app_label="other", model="other")
    page = Page(
        pk=home.pk + 1000,
        title="Other",
        slug="other",
        path=f"{home.path}9999",
        depth=home.depth + 1,
        url_path="/other/",
        locale=home.locale,
        content_type_id=type_.pk,
    )
    load_fixture(page, type_)
    assert Page.objects.get(pk=page.pk).title == "Other"
