"""A copy that is held as a draft says nowhere that it was ever public."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.models import Page

from headhealth.models import ConditionPage, Symptom
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.world import World


def admin_copy(world: World) -> Any:
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": world.a_to_z.pk}
    return world.post(page_url("copy", world.page), {**form, "publish_copies": "on"})


def admin_copy_of_the_list(world: World) -> Any:
    form = {
        "new_title": "Copies",
        "new_slug": "copies",
        "new_parent_page": world.home.pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }
    return world.post(page_url("copy", world.a_to_z), form)


def admin_translation(world: World) -> Any:
    url = reverse("simple_translation:submit_page_translation", args=[world.page.pk])
    return world.post(url, {"locales": [world.french.pk]})


def api_copy(world: World) -> Any:
    return world.api("POST", "pages_actions_copy", {"keep_live": True}, page_id=world.page.pk)


def code_copy(world: World) -> Any:
    return world.page.copy(update_attrs={"slug": "copy"}, keep_live=True)


def code_copy_without_revisions(world: World) -> Any:
    return world.page.copy(update_attrs={"slug": "copy"}, copy_revisions=False)


def copy_of_what_was_unpublished(world: World) -> Any:
    world.page.unpublish()
    return code_copy(world)


def alias_of_what_was_unpublished(world: World) -> Any:
    world.page.unpublish()
    return world.page.create_alias(update_slug="copy")


def alias_of_a_version(world: World) -> Any:
    version = world.version
    version.live = True
    return version.create_alias(update_slug="copy")


PAGE_COPIES = [
    admin_copy,
    admin_copy_of_the_list,
    admin_translation,
    api_copy,
    code_copy,
    code_copy_without_revisions,
    copy_of_what_was_unpublished,
    alias_of_what_was_unpublished,
    alias_of_a_version,
]


@pytest.mark.parametrize("copy", PAGE_COPIES)
def test_page(copy, make_world):
    world = make_world("publisher", "change")
    there = list(ConditionPage.objects.values_list("pk", flat=True))
    copy(world)
    copies = ConditionPage.objects.exclude(pk__in=there).filter(title__in=["Migraine", "Copy"])
    drafts = [page for page in copies if not page.live]
    assert drafts
    for page in drafts:
        assert (page.first_published_at, page.last_published_at) == (None, None)
        assert page.live_revision_id is None


def test_unpublished_page__keeps_its_dates(make_world):
    page = make_world("publisher", "change").page
    page.unpublish()
    page = Page.objects.get(pk=page.pk)
    page.save()
    assert Page.objects.get(pk=page.pk).first_published_at is not None


@pytest.mark.parametrize("is_unpublished", [False, True])
@pytest.mark.parametrize("door", ["admin", "code"])
def test_snippet(door, is_unpublished, make_world):
    world = make_world("superuser", "change")
    if is_unpublished:
        world.symptom.unpublish()
    if door == "admin":
        args = ["headhealth", "symptom", quote(world.symptom.pk)]
        url = reverse("simple_translation:submit_snippet_translation", args=args)
        world.post(url, {"locales": [world.french.pk]})
    else:
        world.symptom.copy_for_translation(world.french).save()
    symptom = Symptom.objects.get(locale=world.french)
    assert not symptom.live
    assert (symptom.first_published_at, symptom.last_published_at) == (None, None)
    assert symptom.live_revision_id is None
