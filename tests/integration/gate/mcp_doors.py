"""The publishing tools of wagtail-mcp 0.3, as the calls of the API v3 that they make.

Each function is named after its tool and sends what the tool sends, the default values of its
arguments included (``wagtail_mcp/tools/``). The tool gives back ``detail`` of a refusal.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import NOT_APPROVED, door
from tests.integration.gate.world import World

_ADVICE = "testapp.Advice"
_SECTION = {"heading": "Overview", "aspect": "overview", "text": "<p>It is common.</p>"}


@door(29, targets=("draft",), explains=NOT_APPROVED)
def pages_create(world: World) -> Any:
    """``publish=True``."""
    meta = {"type": "testapp.ClinicPage", "parent_id": world.home.pk, "action": "publish"}
    body = [{"type": "text_section", "value": _SECTION}]
    data = {"body": body, "meta": meta, "title": "New", "summary": UNREVIEWED}
    return world.api("POST", "create_page", data)


@door(30, explains=NOT_APPROVED)
def pages_update(world: World) -> Any:
    """``publish=True``: the type is read from the latest version first."""
    return _update(world, world.page, title=UNREVIEWED)


@door(30, explains=NOT_APPROVED)
def pages_update_of_nothing(world: World) -> Any:
    """No field but ``publish=True``: the latest version goes out as it is."""
    return _update(world, world.page)


@door(31, explains=NOT_APPROVED)
def pages_actions_publish(world: World) -> Any:
    return _publish(world, world.page)


@door(31, targets=("draft",), explains=NOT_APPROVED)
def pages_actions_publish_without_a_revision(world: World) -> Any:
    """The API makes a revision of the row where there is none."""
    page = world.page
    Page.objects.filter(pk=page.pk).update(latest_revision=None)
    page.revisions.all().delete()
    return _publish(world, page)


@door(32, explains=NOT_APPROVED)
def pages_actions_copy(world: World) -> Any:
    data = {"recursive": False, "keep_live": True}
    response = world.api("POST", "pages_actions_copy", data, page_id=world.page.pk)
    copy = Page.objects.filter(pk=response.json().get("id")).first()
    return _publish(world, copy) if copy else _publish(world, world.page)


@door(32)
def pages_actions_create_alias(world: World) -> Any:
    data = {"recursive": False}
    world.api("POST", "pages_actions_create_alias", data, page_id=world.page.pk)
    return _publish(world, world.page)


@door(32, targets=("change",), explains="As a page of its own it needs a review of its own")
def pages_actions_convert_alias(world: World) -> Any:
    response = world.api("POST", "pages_actions_convert_alias", page_id=world.alias.pk)
    _update(world, world.alias, title=UNREVIEWED)
    _publish(world, world.page)
    return response


@door(32)
def pages_actions_copy_for_translation(world: World) -> Any:
    data = {"locale": "fr", "copy_parents": False, "alias": False, "recursive": False}
    world.api("POST", "pages_actions_copy_for_translation", data, page_id=world.page.pk)
    for translation in world.page.get_translations():
        _publish(world, translation)
    return _publish(world, world.page)


@door(32, explains=NOT_APPROVED)
def pages_actions_revert(world: World) -> Any:
    unreviewed = world.page.latest_revision_id
    world.as_reviewed()
    data = {"revision_id": unreviewed}
    world.api("POST", "pages_actions_revert", data, page_id=world.page.pk)
    return _publish(world, world.page)


@door(32, is_withdrawing=True, explains=NOT_APPROVED)
def pages_actions_unpublish(world: World) -> Any:
    """Taking away, and publishing again."""
    data = {"recursive": False}
    world.api("POST", "pages_actions_unpublish", data, page_id=world.page.pk)
    return _publish(world, world.page)


@door(33, targets=("draft",), explains={"superuser": NOT_APPROVED})
def snippets_create(world: World) -> Any:
    data = {"text": UNREVIEWED, "meta": {"action": "publish"}}
    return world.api("POST", "create_snippet", data, type=_ADVICE)


@door(33, explains={"superuser": NOT_APPROVED})
def snippets_update(world: World) -> Any:
    data = {"text": f"{UNREVIEWED} Really.", "meta": {"action": "publish"}}
    return world.api("PATCH", "update_snippet", data, type=_ADVICE, pk=world.advice.pk)


@door(33, explains={"superuser": NOT_APPROVED})
def snippets_actions_publish(world: World) -> Any:
    return world.api("POST", "snippets_actions_publish", type=_ADVICE, pk=world.advice.pk)


@door(33, explains={"superuser": NOT_APPROVED})
def snippets_actions_revert(world: World) -> Any:
    advice = world.advice
    data = {"revision_id": advice.latest_revision_id}
    world.api("POST", "snippets_actions_revert", data, type=_ADVICE, pk=advice.pk)
    return world.api("POST", "snippets_actions_publish", type=_ADVICE, pk=advice.pk)


@door(33, targets=("change",))
def snippets_actions_copy_for_translation(world: World) -> Any:
    name = "snippets_actions_copy_for_translation"
    return world.api("POST", name, {"locale": "fr"}, type=_ADVICE, pk=world.advice.pk)


def _update(world: World, page: Any, **fields: str) -> Any:
    current = world.api("GET", "detail_page", page_id=page.pk, query="version=draft").json()
    meta = {"type": current["meta"]["type"], "action": "publish"}
    return world.api("PATCH", "update_page", {"meta": meta, **fields}, page_id=page.pk)


def _publish(world: World, page: Any) -> Any:
    return world.api("POST", "pages_actions_publish", page_id=page.pk)
