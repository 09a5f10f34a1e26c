"""When the address of a reviewed page changes, the old one leads to the new one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from headhealth.models import AToZPage
from headhealth.rules.slugs import ADDRESS_LENGTH
from tests import factories
from tests.integration.admin.page_forms import condition_form


@pytest.fixture
def admin(client_of: Any, publisher: Any) -> Client:
    return client_of(publisher)


def post(client: Client, name: str, *args: Any, data: Any = None) -> Any:
    """Post to the admin, and commit: Wagtail makes redirects when a rename is committed."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(reverse(f"wagtailadmin_pages:{name}", args=args), data or {})


def fresh(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk)


def rename(client: Client, page: Any, slug: str) -> Any:
    """Publish ``page`` at another address, in the editor."""
    form = condition_form(fresh(page), slug=slug, **{"action-publish": "1"})
    response = post(client, "edit", page.pk, data=form)
    assert response.status_code == 302
    assert fresh(page).slug == slug
    assert fresh(page).live
    return fresh(page)


def rename_list(client: Client, page: AToZPage, slug: str) -> None:
    form = {
        "title": page.title,
        "listed_type": page.listed_type,
        "slug": slug,
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    post(client, "edit", page.pk, data=form)
    assert fresh(page).slug == slug


def move(client: Client, page: Page, destination: Page) -> None:
    post(client, "move_confirm", page.pk, destination.pk)
    assert fresh(page).get_parent().pk == destination.pk


def ends_at(client: Client, address: str) -> str:
    """Where a reader of ``address`` arrives."""
    response = client.get(address, follow=True)
    assert response.status_code == 200
    assert all(status == 301 for _url, status in response.redirect_chain)
    return response.request["PATH_INFO"]


@pytest.fixture
def other_list(home: Page) -> AToZPage:
    return factories.AToZPageFactory(parent=home, title="Other")


def test_renamed_page__is_found_at_its_old_address(live, admin, client):
    old = live.url
    page = rename(admin, live, "headache")
    assert ends_at(client, old) == page.url == "/conditions-a-to-z/headache/"


def test_renamed_twice__leads_there_in_one_step(live, admin, client):
    old = live.url
    between = rename(admin, live, "second").url
    page = rename(admin, live, "third")
    for address in (old, between):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, page.url)


def test_renamed_back__makes_no_circle(live, admin, client):
    first = live.url
    second = rename(admin, live, "second").url
    rename(admin, live, "migraine")
    assert client.get(first).status_code == 200
    assert ends_at(client, second) == first


def test_moved_page__is_found_at_its_old_address(live, other_list, admin, client):
    old = live.url
    move(admin, live, other_list)
    assert ends_at(client, old) == "/other/migraine/"


def test_moved_back__makes_no_circle(live, a_to_z, other_list, admin, client):
    first = live.url
    move(admin, live, other_list)
    second = fresh(live).url
    move(admin, live, a_to_z)
    assert client.get(first).status_code == 200
    assert ends_at(client, second) == first


def test_renamed_list__takes_its_pages_along(live, a_to_z, admin, client):
    rename_list(admin, a_to_z, "all")
    assert ends_at(client, live.url) == "/all/migraine/"
    assert ends_at(client, a_to_z.url) == "/all/"


def test_two_pages_that_change_places__are_each_at_their_own(live, a_to_z, admin, client, editor):
    reviewer = factories.reviewer(username="second_reviewer")
    other = factories.ConditionPageFactory(parent=a_to_z, title="Stroke")
    other = factories.published(other, author=editor, approver=reviewer)
    first, second = live.url, other.url
    rename(admin, live, "for-now")
    rename(admin, other, "migraine")
    rename(admin, live, "stroke")
    assert "Stroke" in client.get(first).content.decode()
    assert "Migraine" in client.get(second).content.decode()
    assert ends_at(client, "/conditions-a-to-z/for-now/") == second


def test_draft_of_an_address__changes_nothing_yet(live, admin, client):
    form = condition_form(live, slug="headache")
    post(admin, "edit", live.pk, data=form)
    assert client.get(live.url).status_code == 200
    assert not Redirect.objects.exists()


def test_redirect__to_a_page_that_is_gone_is_a_404(live, admin, client):
    old = live.url
    page = rename(admin, live, "headache")
    page.unpublish()
    assert client.get(old, follow=True).status_code == 404
    fresh(page).delete()
    assert client.get(old).status_code == 404


def test_redirect__to_a_private_page_shows_nothing_of_it(live, admin, client):
    old = live.url
    page = rename(admin, live, "headache")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    response = client.get(old, follow=True)
    assert "Migraine" not in response.content.decode()


def test_redirects__can_be_turned_off(live, other_list, admin, client, settings):
    settings.WAGTAILREDIRECTS_AUTO_CREATE = False
    old = live.url
    renamed = rename(admin, live, "headache").url
    move(admin, live, other_list)
    assert [client.get(address).status_code for address in (old, renamed)] == [404, 404]
    assert not Redirect.objects.exists()


def test_address_too_long_for_a_redirect__is_refused_in_the_editor(live, admin, client):
    """PostgreSQL would end the next renaming with an error."""
    form = condition_form(live, slug="x" * 230, **{"action-publish": "1"})
    response = post(admin, "edit", live.pk, data=form)
    assert "This makes the address too long" in response.content.decode()
    assert client.get(live.url).status_code == 200


def test_longest_address__can_change(live, a_to_z, admin, client):
    longest = "x" * (ADDRESS_LENGTH - len(a_to_z.url_path))
    old = rename(admin, live, longest).url
    page = rename(admin, live, "headache")
    assert ends_at(client, old) == page.url


@pytest.mark.parametrize("slug", ["kopfschmerz-ü", "شقيقة"])
def test_address_in_any_script__is_found_again(slug, live, admin, client):
    old = rename(admin, live, slug).url
    page = rename(admin, live, "headache")
    assert ends_at(client, old) == page.url
