"""Private pages do not show through public ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from headhealth.blocks.page_visibility import shown_pages


def add(parent: Page, title: str, **fields: Any) -> Page:
    return parent.add_child(instance=Page(title=title, **fields))


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture
def tree(home: Page) -> dict[str, Page]:
    private = add(home, "private")
    return {
        "public": add(home, "public"),
        "private": private,
        "inside": add(private, "inside"),
        "beside": add(private, "beside"),
        "draft": add(home, "draft", live=False),
    }


def test_live_pages_are_shown_and_nothing_else(tree: dict[str, Page]) -> None:
    pages = [tree["public"], None, tree["draft"], tree["inside"]]
    assert shown_pages(pages, {}) == [tree["public"], tree["inside"]]
    assert shown_pages([Page(title="not saved", live=True)], {}) != []


def test_private_pages_are_shown_where_the_page_itself_is_private(tree: dict[str, Page]) -> None:
    restrict(tree["private"])
    pages = [tree["public"], tree["private"], tree["inside"]]

    assert shown_pages(pages, {}) == [tree["public"]]
    assert shown_pages(pages, {"page": tree["public"]}) == [tree["public"]]
    assert shown_pages(pages, {"page": tree["beside"]}) == pages

    restrict(tree["inside"])
    assert shown_pages(pages, {"page": tree["beside"]}) == pages[:2]


def test_an_alias_is_private_where_its_source_is(tree: dict[str, Page], home: Page) -> None:
    restrict(tree["inside"])
    alias = CreatePageAliasAction(tree["inside"], parent=home).execute(skip_permission_checks=True)
    again = CreatePageAliasAction(alias, parent=home, update_slug="again").execute(
        skip_permission_checks=True
    )
    for page in (alias, again):
        assert page.get_view_restrictions().exists()
        assert shown_pages([page], {"page": tree["public"]}) == []
        assert shown_pages([page], {"page": tree["inside"]}) == [page]


def test_one_request_asks_once(tree: dict[str, Page], django_assert_num_queries: Any) -> None:
    context = {"request": RequestFactory().get("/"), "page": tree["public"]}
    with django_assert_num_queries(1):
        for page in tree.values():
            shown_pages([page], context)

    restrict(tree["private"])
    context["request"] = RequestFactory().get("/")
    with django_assert_num_queries(2):
        shown_pages(tree.values(), context)
        shown_pages(tree.values(), context)
