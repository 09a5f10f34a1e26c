"""Answers of the API v3 where a review is missing, and where a permission is."""

from __future__ import annotations

import pytest

from tests.integration.gate.door import NOT_APPROVED
from tests.integration.gate.mcp_doors import pages_actions_publish, pages_create, pages_update

PUBLISH = pytest.mark.parametrize("tool", [pages_create, pages_update, pages_actions_publish])


@PUBLISH
@pytest.mark.parametrize("user_name", ["publisher", "superuser"])
def test_missing_review__is_a_conflict(tool, user_name, make_world):
    response = tool(make_world(user_name, "change"))
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert NOT_APPROVED in response.json()["detail"]


@PUBLISH
def test_missing_permission__is_one(tool, make_world):
    response = tool(make_world("editor", "change"))
    assert response.status_code == 403
    assert "permission" in response.json()["detail"].lower()


def test_missing_token__is_told_first(make_world, client):
    response = client.post(f"/api/v3/pages/{make_world().page.pk}/actions/publish/")
    assert response.status_code == 401


def test_lock__is_told_first(make_world):
    world = make_world("publisher", "change")
    world.submit()
    assert "it is locked" in pages_update(world).json()["detail"]


def test_page_without_review__is_left_to_wagtail(make_world):
    """The edit action and the answers of the API are those of every page type."""
    world = make_world("superuser", "change")
    plain = world.plain_page_in_review()
    response = world.api("POST", "pages_actions_publish", page_id=plain.pk)
    assert response.status_code == 200


@pytest.mark.parametrize(("target", "says"), [("change", True), ("draft", False)])
def test_copy_that_is_held__says_so(target, says, make_world):
    world = make_world("publisher", target)
    response = world.api("POST", "pages_actions_copy", {"keep_live": True}, page_id=world.page.pk)
    assert response.status_code == 201
    said = response.json()["meta"].get("warnings") or []
    assert ("a copy needs a medical review of its own" in " ".join(said)) is says
