"""Doors in the admin that lead through another place: copies, aliases, moves, translations."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.models import Page

from headhealth.models import ConditionPage
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import PUBLISH, page_url, publish_form
from tests.integration.gate.door import NOT_APPROVED, door
from tests.integration.gate.world import World


@door(11, explains=NOT_APPROVED)
def copy_and_publish_the_copy(world: World) -> Any:
    return _copy_then_publish(world, publish_copies="on")


@door(11, targets=("change",), explains="a copy needs a medical review of its own")
def copy_live_and_change_the_copy(world: World) -> Any:
    response = _copy(world, publish_copies="on")
    copy = ConditionPage.objects.get(slug="copy")
    world.post(page_url("edit", copy), publish_form(copy.get_latest_revision_as_object()))
    return response


@door(11, explains=NOT_APPROVED)
def copy_the_list_with_its_pages(world: World) -> Any:
    form = {
        "new_title": "Copies",
        "new_slug": "copies",
        "new_parent_page": world.home.pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }
    world.post(page_url("copy", world.a_to_z), form)
    copies = ConditionPage.objects.descendant_of(Page.objects.get(slug="copies"))
    copy = copies.get(slug=world.target)
    form = publish_form(copy.get_latest_revision_as_object())
    return world.post(page_url("edit", copy), form)


def _copy(world: World, **data: str) -> Any:
    form = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": world.a_to_z.pk,
        **data,
    }
    return world.post(page_url("copy", world.page), form)


def _copy_then_publish(world: World, **data: str) -> Any:
    _copy(world, **data)
    copy = ConditionPage.objects.get(slug="copy")
    form = condition_form(copy.get_latest_revision_as_object(), **PUBLISH)
    return world.post(page_url("edit", copy), form)


@door(12, explains=NOT_APPROVED)
def alias_then_publish_its_source(world: World) -> Any:
    _copy(world, alias="on")
    return world.post(page_url("edit", world.page), publish_form(world.version))


@door(14, targets=("change",), explains="As a page of its own it needs a review of its own")
def convert_live_alias_then_publish(world: World) -> Any:
    response = world.post(page_url("convert_alias", world.alias))
    world.post(page_url("edit", world.alias), publish_form(world.alias))
    return response


@door(14, targets=("draft",), explains=NOT_APPROVED)
def convert_draft_alias_then_publish(world: World) -> Any:
    world.post(page_url("convert_alias", world.alias))
    return world.post(page_url("edit", world.alias), publish_form(world.alias))


@door(15)
def move_out_of_the_workflow_then_publish(world: World) -> Any:
    """The other list has a workflow of its own, in which anybody may approve."""
    world.stock_workflow(world.other_a_to_z)
    world.post(page_url("move_confirm", world.page, world.other_a_to_z.pk))
    state = world.submit()
    world.post(page_url("workflow_action", world.page, "approve", state.pk), {"comment": ""})
    return world.post(page_url("edit", world.page), publish_form(world.version))


@door(18, explains=NOT_APPROVED)
def translate_and_publish(world: World) -> Any:
    url = reverse("simple_translation:submit_page_translation", args=[world.page.pk])
    world.post(url, {"locales": [world.french.pk]})
    translation = world.page.get_translation(world.french)
    return world.post(page_url("edit", translation), publish_form(translation))


@door(18, explains=NOT_APPROVED)
def translate_the_list_with_its_pages(world: World) -> Any:
    world.a_to_z.get_translation(world.french).delete()
    url = reverse("simple_translation:submit_page_translation", args=[world.a_to_z.pk])
    world.post(url, {"locales": [world.french.pk], "include_subtree": "on"})
    translation = world.page.get_translation(world.french)
    return world.post(page_url("edit", translation), publish_form(translation))
