"""Who wrote any of it cannot approve it, by whatever way the text came there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from headhealth.models import ConditionPage, Contributor, Symptom
from headhealth.review.contributions import authors_of
from headhealth.workflow.approval import ApprovalRefused
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.content import REVIEWED
from tests.integration.gate.world import World

AN_AUTHOR = "you wrote part of it"


@pytest.fixture
def world(make_world: Any) -> World:
    return make_world("author_reviewer", "change")


def why_not(world: World, obj: Any, name: str = "author_reviewer") -> str:
    """Why the person may not approve the latest version of ``obj``; "" where they have."""
    state = obj.current_workflow_task_state or world.submit(obj)
    try:
        factories.approve(state, user=world.person(name))
    except ApprovalRefused as refusal:
        return str(refusal)
    return ""


def written_by(world: World, name: str, text: str = "A sentence of one's own.") -> ConditionPage:
    """The target page with its reviewed text, of which one person changed the summary."""
    page = world.page
    page.summary = text
    page.save_revision(user=world.person(name))
    return page


def approved(world: World, page: ConditionPage, name: str) -> ConditionPage:
    factories.approve(world.submit(page), user=world.person(name))
    return ConditionPage.objects.get(pk=page.pk)


# Copies


@pytest.mark.parametrize("is_approved", [False, True], ids=["pending", "approved"])
def test_copy__has_the_authors_of_its_source(is_approved, world):
    """Also those whose text was approved in the source: the copy was never reviewed."""
    page = written_by(world, "author_reviewer")
    if is_approved:
        page = approved(world, page, "reviewer")
    copy = page.copy(update_attrs={"slug": "copy"}, user=world.person("editor"))
    assert AN_AUTHOR in why_not(world, copy)
    assert not why_not(world, copy, "reviewer")


def test_copy_in_the_admin__has_the_authors_of_its_source(world, make_world):
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": world.a_to_z.pk}
    make_world("publisher").post(page_url("copy", world.page), form)
    copy = ConditionPage.objects.get(slug="copy").get_latest_revision().as_object()
    assert AN_AUTHOR in why_not(world, copy)


def test_copy_of_the_list__has_the_authors_of_its_pages(world):
    world.a_to_z.copy(recursive=True, update_attrs={"slug": "copies"})
    copy = ConditionPage.objects.get(slug="change", url_path__contains="/copies/")
    assert AN_AUTHOR in why_not(world, copy.get_latest_revision().as_object())


def test_translation__has_the_authors_of_its_source(world):
    page = approved(world, written_by(world, "author_reviewer"), "reviewer")
    translation = page.copy_for_translation(world.french)
    assert AN_AUTHOR in why_not(world, translation)
    assert not why_not(world, translation, "reviewer")


def test_translation_of_a_snippet__has_the_authors_of_its_source(world, make_world):
    args = ["headhealth", "symptom", world.symptom.pk]
    url = reverse("simple_translation:submit_snippet_translation", args=args)
    make_world("editor").post(url, {"locales": [world.french.pk]})
    translation = Symptom.objects.get(locale=world.french)
    translation.save_revision(user=world.person("editor"))
    assert AN_AUTHOR in why_not(world, translation)
    assert not why_not(world, translation, "reviewer")


def test_converted_alias__has_the_authors_of_its_source(world, make_world):
    """Those too who wrote after the alias was made."""
    approved(world, written_by(world, "author_reviewer"), "reviewer")
    publisher = make_world("publisher")
    publisher.post(page_url("unpublish", world.alias))
    publisher.post(page_url("convert_alias", world.alias))
    assert AN_AUTHOR in why_not(world, world.alias)
    assert not why_not(world, world.alias, "reviewer")


# Going back


@pytest.mark.parametrize("route", ["admin", "api"])
def test_revert__makes_its_old_authors_authors_again(route, world, make_world):
    page = approved(world, written_by(world, "author_reviewer"), "reviewer")
    old = page.live_revision
    page = approved(world, written_by(world, "editor", "Something else."), "reviewer")
    assert world.person("author_reviewer") not in authors_of(page)
    editor = make_world("editor")
    if route == "admin":
        form = condition_form(old.as_object())
        editor.post(page_url("revisions_revert", page, old.pk), form)
    else:
        editor.api("POST", "pages_actions_revert", {"revision_id": old.pk}, page_id=page.pk)
    assert AN_AUTHOR in why_not(world, world.version)


def test_undo__makes_nobody_an_author(world):
    written_by(world, "editor", "Three words more.")
    written_by(world, "reviewer", "Four words more, honestly.")
    page = written_by(world, "reviewer", "Three words more.")
    assert world.person("reviewer") not in authors_of(page)
    assert not why_not(world, page, "reviewer")


def test_undo__back_to_what_is_approved(world):
    written_by(world, "author_reviewer")
    written_by(world, "author_reviewer", REVIEWED)
    page = written_by(world, "editor", "Written by somebody else.")
    assert authors_of(page) == [world.person("editor")]


def test_undo__by_somebody_else_leaves_the_author(world):
    written_by(world, "author_reviewer")
    written_by(world, "editor", "A comma, perhaps.")
    assert AN_AUTHOR in why_not(world, written_by(world, "author_reviewer", "No comma."))
    assert AN_AUTHOR in why_not(world, written_by(world, "editor", "Or one."))


# Ways to write


def test_edit_in_the_editor__during_the_review(world, make_world):
    """The editor is open to reviewers: who changes the text becomes an author of it."""
    approved(world, world.as_reviewed(), "reviewer")
    page = written_by(world, "editor")
    world.submit(page)
    form = condition_form(page, summary="Better so.")
    make_world("reviewer").post(page_url("edit", page), form)
    assert world.version.summary == "Better so."
    assert AN_AUTHOR in why_not(world, world.version, "reviewer")
    assert not why_not(world, world.version, "author_reviewer")


def test_autosave__is_writing(world, make_world):
    page = written_by(world, "editor")
    world.submit(page)
    form = condition_form(page, summary="Better so.")
    reviewer = make_world("reviewer")
    reviewer.post(page_url("edit", page), form, headers={"accept": "application/json"})
    assert AN_AUTHOR in why_not(world, world.version, "reviewer")


def test_create__in_the_admin_is_writing(world):
    form = condition_form(ConditionPage(title="New", slug="new", summary="New."))
    args = ["headhealth", "conditionpage", world.a_to_z.pk]
    world.post(reverse("wagtailadmin_pages:add", args=args), form)
    page = ConditionPage.objects.get(slug="new")
    assert AN_AUTHOR in why_not(world, page)


def test_patch__through_the_api_is_writing(world):
    page = world.as_reviewed()
    data = {"meta": {"type": "headhealth.ConditionPage"}, "title": "Migraines"}
    assert world.api("PATCH", "update_page", data, page_id=page.pk).status_code == 200
    assert AN_AUTHOR in why_not(world, world.version)


def test_named_author__is_one_without_having_saved_anything(world):
    page = world.as_reviewed()
    contributor = Contributor.objects.get(user__username="reviewer")
    page.authors = [("contributor", contributor)]
    page.save_revision(user=world.person("editor"))
    assert AN_AUTHOR in why_not(world, page, "reviewer")


def test_purge_revisions__keeps_the_authors(world):
    page = written_by(world, "author_reviewer")
    page = written_by(world, "editor", "The last word.")
    call_command("purge_revisions", verbosity=0)
    assert page.revisions.filter(user=world.user).count() == 0
    assert AN_AUTHOR in why_not(world, world.version)


def test_approval__by_another_reviewer_settles_what_was_written(world):
    """Who wrote what is approved since may review the next change of somebody else."""
    approved(world, written_by(world, "author_reviewer"), "reviewer")
    assert not why_not(world, written_by(world, "editor", "Somebody else's sentence."))
