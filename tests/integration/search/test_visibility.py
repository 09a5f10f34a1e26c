"""What must never be found: drafts, private pages, other sites and other languages."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction, Site

from headhealth.models import ConditionPage
from tests import factories

SECRET = "quinsy"


def seen(client: Client, **extra: Any) -> str:
    """All that a reader gets to know who looks for ``SECRET``."""
    answers = [
        client.get("/search/", {"q": SECRET}, **extra),
        client.get("/search/", {"q": SECRET[:-1] + "e"}, **extra),
        client.get("/search/suggestions/", {"q": SECRET[:3]}, **extra),
    ]
    assert {answer.status_code for answer in answers} == {200}
    text = "".join(answer.content.decode() for answer in answers)
    # What was typed is repeated.
    return (
        text.replace(f"“{SECRET}”", "").replace(f'"{SECRET}"', "").replace(f"Search: {SECRET}", "")
    )


@pytest.fixture
def page(live: ConditionPage, editor: Any, reviewer: Any) -> ConditionPage:
    """A public page that was reviewed and has the word in its names and text."""
    live.title = f"{SECRET.title()} of the throat"
    live.body = [factories.text_section("Overview", f"<p>{SECRET} hurts.</p>")]
    return factories.published(live, author=editor, approver=reviewer)


def test_public_page__is_found_at_once(page, client):
    assert page.title in seen(client)


def test_draft__is_not_found_before_it_is_approved(live, client, editor, reviewer):
    assert SECRET not in seen(client)
    live.title = f"{SECRET.title()} of the throat"
    live.summary = f"About {SECRET}."
    live.body = [factories.text_section(SECRET, f"<p>{SECRET} hurts.</p>")]
    live.save_revision(user=editor)
    assert SECRET not in seen(client).lower()
    factories.published(live, author=editor, approver=reviewer)
    assert SECRET in seen(client).lower()


def test_new_draft__is_not_found(a_to_z, client):
    factories.ConditionPageFactory(parent=a_to_z, title=SECRET, summary=SECRET)
    assert SECRET not in seen(client)


def unpublish(page: Any) -> None:
    page.unpublish()


def delete(page: Any) -> None:
    page.delete()


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )


def restrict_parent(page: Any) -> None:
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )


def move_to_private(page: Any) -> None:
    parent = factories.AToZPageFactory(parent=page.get_parent().get_parent(), slug="private")
    restrict(parent)
    page.move(parent, pos="last-child")


def rename(page: Any) -> None:
    draft = page.get_latest_revision_as_object()
    draft.title = "Sore throat"
    draft.body = [factories.text_section("Overview", "<p>It hurts.</p>")]
    factories.published(
        draft,
        author=factories.editor(username="second_editor"),
        approver=factories.reviewer(username="second_reviewer"),
    )


@pytest.mark.parametrize(
    "hide", [unpublish, delete, restrict, restrict_parent, move_to_private, rename]
)
def test_page_that_is_withdrawn__is_gone_with_the_next_request(hide, page, client):
    # The names are in memory now.
    assert page.title in seen(client)
    hide(page)
    assert SECRET not in seen(client).lower()


def test_private_page__is_not_found_by_those_who_may_read_it_either(page, client_of, superuser):
    restrict_parent(page)
    assert SECRET not in seen(client_of(superuser)).lower()


def test_alias_of_a_private_page__is_not_found(page, home, client):
    other = factories.AToZPageFactory(parent=home, slug="other")
    alias = page.create_alias(parent=other, update_slug="alias")
    restrict(page)
    assert alias.live
    assert SECRET not in seen(client).lower()


def test_title_of_a_private_page__does_not_find_the_page_that_links_to_it(page, a_to_z, client):
    restrict(page)
    other = factories.ConditionPageFactory(
        parent=a_to_z,
        title="Tonsillitis",
        related_pages=[("page", page)],
    )
    factories.published(
        other,
        author=factories.editor(username="second_editor"),
        approver=factories.reviewer(username="second_reviewer"),
    )
    assert "Tonsillitis" not in seen(client)


@pytest.fixture
def other_site(page: ConditionPage) -> Site:
    root = Page.get_first_root_node().add_child(instance=Page(title="Other", slug="other-home"))
    return Site.objects.create(hostname="other.example", root_page=root)


def test_other_site__is_not_searched(page, other_site, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert SECRET in seen(client).lower()
    assert SECRET not in seen(client, headers={"host": "other.example"}).lower()


def test_site_inside_the_tree_of_another__has_its_pages_to_itself(
    page, a_to_z, home, client, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    Site.objects.create(hostname="inner.example", root_page=a_to_z)
    assert SECRET not in seen(client).lower()
    assert SECRET in seen(client, headers={"host": "inner.example"}).lower()


def test_each_language__is_searched_by_itself(page, a_to_z, home, client):
    french = Locale.objects.create(language_code="fr")
    for parent in (home, a_to_z):
        parent.copy_for_translation(french).get_latest_revision().publish()
    nothing = client.get("/fr/search/", {"q": SECRET}).content.decode()
    assert "hh-results__item" not in nothing
    assert '<html lang="fr"' in nothing
    page.copy_for_translation(french, alias=True)
    for prefix in ("", "/fr"):
        soup = BeautifulSoup(client.get(f"{prefix}/search/", {"q": SECRET}).content, "html.parser")
        (link,) = soup.select(".hh-results__title a")
        assert link["href"].startswith("/fr/") == bool(prefix)
        (suggestion,) = client.get(f"{prefix}/search/suggestions/", {"q": SECRET}).json()[
            "suggestions"
        ]
        assert suggestion["url"] == link["href"]
