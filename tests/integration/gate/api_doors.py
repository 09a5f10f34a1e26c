"""Doors in the API v3, which Wagtail calls a preview and which can write."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import NOT_APPROVED, door
from tests.integration.gate.world import World

_TYPE = "headhealth.ConditionPage"
_SNIPPET = "testapp.Advice"
_SUMMARY = {"title": UNREVIEWED}


def publish(world: World, page: Page) -> Any:
    return world.api("POST", "pages_actions_publish", page_id=page.pk)


def patch(world: World, page: Page, **meta: str) -> Any:
    data = {"meta": {"type": _TYPE, **meta}, **_SUMMARY}
    return world.api("PATCH", "update_page", data, page_id=page.pk)


@door(29, targets=("draft",), explains=NOT_APPROVED)
def api_create_and_publish(world: World) -> Any:
    meta = {"type": "testapp.ClinicPage", "parent_id": world.home.pk, "action": "publish"}
    section = {"heading": "Overview", "aspect": "overview", "text": "<p>It is common.</p>"}
    data = {
        "meta": meta,
        "title": "New",
        "summary": UNREVIEWED,
        "body": [{"type": "text_section", "value": section}],
    }
    return world.api("POST", "create_page", data)


@door(30, explains=NOT_APPROVED)
def api_patch_and_publish(world: World) -> Any:
    return patch(world, world.page, action="publish")


@door(31, explains=NOT_APPROVED)
def api_publish(world: World) -> Any:
    return publish(world, world.page)


@door(31, explains=NOT_APPROVED)
def api_publish_in_review(world: World) -> Any:
    """The action does not look at locks."""
    world.submit()
    return publish(world, world.page)


@door(32)
def api_copy_live(world: World) -> Any:
    """``keep_live`` is the default; then the copy, which is the latest version, is published."""
    response = world.api("POST", "pages_actions_copy", {"slug": "copy"}, page_id=world.page.pk)
    for copy in Page.objects.filter(slug="copy"):
        publish(world, copy)
    return response


@door(32, explains=NOT_APPROVED)
def api_alias_then_publish(world: World) -> Any:
    data = {"slug": "another-alias"}
    world.api("POST", "pages_actions_create_alias", data, page_id=world.page.pk)
    return publish(world, world.page)


@door(32)
def api_convert_alias_then_publish(world: World) -> Any:
    world.api("POST", "pages_actions_convert_alias", page_id=world.alias.pk)
    if not world.alias.alias_of:
        patch(world, world.alias)
    return publish(world, world.alias)


@door(32)
def api_translate_as_alias_then_publish(world: World) -> Any:
    data = {"locale": "fr", "alias": True}
    world.api("POST", "pages_actions_copy_for_translation", data, page_id=world.page.pk)
    return publish(world, world.page)


@door(32)
def api_translate_then_publish(world: World) -> Any:
    data = {"locale": "fr"}
    response = world.api("POST", "pages_actions_copy_for_translation", data, page_id=world.page.pk)
    for translation in world.page.get_translations():
        patch(world, translation)
        publish(world, translation)
    return response


@door(32, explains=NOT_APPROVED)
def api_move_then_publish(world: World) -> Any:
    data = {"destination_id": world.other_a_to_z.pk, "position": "last-child"}
    world.api("POST", "pages_actions_move", data, page_id=world.page.pk)
    return publish(world, world.page)


@door(32, explains=NOT_APPROVED)
def api_revert_then_publish(world: World) -> Any:
    unreviewed = world.page.latest_revision_id
    world.as_reviewed()
    data = {"revision_id": unreviewed}
    world.api("POST", "pages_actions_revert", data, page_id=world.page.pk)
    return publish(world, world.page)


@door(32, is_withdrawing=True)
def api_unpublish_then_publish(world: World) -> Any:
    world.api("POST", "pages_actions_unpublish", page_id=world.page.pk)
    return publish(world, world.page)


@door(33, targets=("draft",))
def api_create_and_publish_snippet(world: World) -> Any:
    data = {"meta": {"action": "publish"}, "text": UNREVIEWED}
    return world.api("POST", "create_snippet", data, type=_SNIPPET)


@door(33)
def api_patch_and_publish_snippet(world: World) -> Any:
    data = {"meta": {"action": "publish"}, "text": f"{UNREVIEWED} Really."}
    return world.api("PATCH", "update_snippet", data, type=_SNIPPET, pk=world.advice.pk)


@door(33)
def api_publish_snippet(world: World) -> Any:
    return world.api("POST", "snippets_actions_publish", type=_SNIPPET, pk=world.advice.pk)


@door(33)
def api_revert_then_publish_snippet(world: World) -> Any:
    advice = world.advice
    data = {"revision_id": advice.latest_revision_id}
    world.api("POST", "snippets_actions_revert", data, type=_SNIPPET, pk=advice.pk)
    return world.api("POST", "snippets_actions_publish", type=_SNIPPET, pk=advice.pk)


@door(33, targets=("change",))
def api_translate_snippet(world: World) -> Any:
    """Stock Wagtail lets the draft text of a live snippet be born live in the other language."""
    name = "snippets_actions_copy_for_translation"
    return world.api("POST", name, {"locale": "fr"}, type=_SNIPPET, pk=world.advice.pk)
