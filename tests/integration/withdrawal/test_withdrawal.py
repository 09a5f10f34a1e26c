"""A page that is taken away with a reason: what its address says, and when that ends."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, PageViewRestriction, Site

from headhealth.models import ConditionPage, Withdrawal
from headhealth.withdrawal.withdraw import withdraw, withdrawing
from headhealth.withdrawal.withdrawal import PATH_LENGTH
from tests import factories
from tests.integration.discovery.conftest import example_site, french, other_site  # noqa: F401
from tests.integration.pages.reading import SCRIPT, public, words

REASON = "It is no longer accurate."


def page_url(name: str, page: Page) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk])


def bulk_url(action: str, *pages: Page) -> str:
    base = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return base + "?" + "&".join(f"id={page.pk}" for page in pages)


@pytest.fixture
def admin(client_of: Any, publisher: Any) -> Client:
    return client_of(publisher)


def told(client: Client, address: str) -> str:
    """What the address of a withdrawn page says."""
    response = client.get(address)
    assert response.status_code == 410
    return words(BeautifulSoup(response.content, "html.parser").main)


DOORS = {
    "unpublish": lambda page: page_url("unpublish", page),
    "delete": lambda page: page_url("delete", page),
    "bulk unpublish": lambda page: bulk_url("unpublish", page),
    "bulk delete": lambda page: bulk_url("delete", page),
}
EACH_DOOR = pytest.mark.parametrize("door", DOORS)


@EACH_DOOR
def test_reason__is_what_the_address_says(door, live, a_to_z, admin, publisher, client):
    address = live.url
    other = public(factories.ConditionPageFactory(parent=a_to_z, title="Headaches in brief"))
    admin.post(DOORS[door](live), {"reason": f" {REASON} {SCRIPT}\x0b", "replacement": other.pk})
    text = told(client, address)
    assert text.startswith("This page was withdrawn “Migraine” was withdrawn on ")
    assert f"for this reason: {REASON} {SCRIPT} Read instead: Headaches in brief" in text
    assert "Conditions A to Z" in text
    head = BeautifulSoup(client.get(address).content, "html.parser").head
    assert head.find("meta", {"name": "robots"})["content"] == "noindex"
    withdrawal = Withdrawal.objects.get()
    assert withdrawal.withdrawn_by == publisher
    assert (withdrawal.page_id is None) == ("delete" in door)


def test_answer__is_asked_for_anew_by_browsers(live, admin, client):
    """Else they keep a 410 for good, and a page that came back stays withdrawn for its readers."""
    address = live.url
    admin.post(page_url("unpublish", live), {"reason": REASON, "replacement": ""})
    response = client.get(address)
    assert response.status_code == 410
    assert "no-cache" in response.get("Cache-Control", "")


@EACH_DOOR
def test_without_a_reason__there_is_no_such_page(door, live, admin, client):
    address = live.url
    admin.post(DOORS[door](live), {"reason": " \n", "replacement": ""})
    assert client.get(address).status_code == 404
    assert not Withdrawal.objects.exists()


@EACH_DOOR
@pytest.mark.parametrize(
    "answers",
    [
        {"reason": "x" * 501},
        {"replacement": "home"},
        {"reason": REASON, "replacement": "999999"},
        {"reason": REASON, "replacement": "x\x00🤕"},
    ],
    ids=["too long", "replacement alone", "replacement is no page", "odd characters"],
)
def test_unusable_answers__take_nothing_away(door, answers, live, home, admin, client):
    if answers.get("replacement") == "home":
        answers = {"replacement": home.pk}
    response = admin.post(DOORS[door](live), answers)
    assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert client.get(live.url).status_code == 200


@EACH_DOOR
def test_confirmation__asks_for_the_reason(door, live, admin):
    soup = BeautifulSoup(admin.get(DOORS[door](live)).content, "html.parser")
    form = soup.find("textarea", {"name": "reason"}).find_parent("form")
    assert form["method"].lower() == "post"
    assert form.find(attrs={"name": "replacement"})
    assert any("page-chooser" in script.get("src", "") for script in soup.find_all("script"))


@pytest.mark.parametrize("door", ["unpublish", "delete"])
def test_confirmation__asks_nothing_about_what_readers_cannot_see(door, live, admin):
    PageViewRestriction.objects.create(page=live, restriction_type="login")
    assert 'name="reason"' not in admin.get(DOORS[door](live)).content.decode()


@EACH_DOOR
def test_editor__can_take_nothing_away(door, live, client_of, editor, client):
    client_of(editor).post(DOORS[door](live), {"reason": REASON})
    assert client.get(live.url).status_code == 200
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("door", ["unpublish", "delete", "bulk unpublish", "bulk delete"])
def test_subtree__is_withdrawn_with_its_top(door, live, a_to_z, editor, reviewer, admin, client):
    other = factories.ConditionPageFactory(parent=a_to_z, title="Cluster headache")
    factories.published(other, author=editor, approver=reviewer)
    draft = factories.ConditionPageFactory(parent=a_to_z, title="Secret draft")
    hidden = public(factories.ConditionPageFactory(parent=a_to_z, title="Private"))
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    addresses = [page.get_url() for page in (a_to_z, live, other)]
    no_addresses = [page.get_url() for page in (draft, hidden)]
    admin.post(DOORS[door](a_to_z), {"reason": REASON, "include_descendants": "on"})
    assert all(REASON in told(client, address) for address in addresses)
    assert [client.get(address).status_code for address in no_addresses] == [404, 404]


def test_what_stays_below__is_not_withdrawn(live, a_to_z, admin, client):
    admin.post(DOORS["unpublish"](a_to_z), {"reason": REASON})
    assert told(client, a_to_z.url)
    assert ConditionPage.objects.get(pk=live.pk).live
    assert Withdrawal.objects.count() == 1


def test_aliases__are_withdrawn_with_their_source(live, home, admin, client):
    alias = live.create_alias(parent=home, update_slug="other")
    second = alias.create_alias(parent=home, update_slug="third")
    admin.post(DOORS["unpublish"](live), {"reason": REASON})
    for page in (alias, second):
        assert REASON in told(client, page.url)


def test_page_in_review__can_be_withdrawn(live, editor, admin, client):
    """A new version that waits, perhaps for weeks, keeps people from editing only."""
    live.summary = "Take half of it."
    factories.submit(live, user=editor)
    page = admin.get(page_url("edit", live)).content.decode()
    assert page_url("unpublish", live) in page
    admin.post(page_url("unpublish", live), {"reason": REASON})
    assert REASON in told(client, live.url)


def test_unpublishing_by_code__leaves_a_plain_404(live, client):
    live.unpublish()
    assert client.get(live.url).status_code == 404


def test_refused_deletion__withdraws_nothing(live, admin, client, settings):
    settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1
    response = admin.post(DOORS["delete"](live), {"reason": REASON, "confirm_site_name": "no"})
    assert response.status_code == 200
    assert not Withdrawal.objects.exists()
    # What was typed is not lost.
    assert REASON in response.content.decode()


def test_log__says_that_and_why_it_was_withdrawn(live, admin, publisher):
    admin.post(DOORS["unpublish"](live), {"reason": REASON})
    entry = PageLogEntry.objects.get(action="headhealth.page.withdraw")
    assert (entry.page_id, entry.user, entry.data) == (live.pk, publisher, {"reason": REASON})


# When it ends


@pytest.fixture
def withdrawn(live: ConditionPage, publisher: Any) -> ConditionPage:
    with withdrawing([live], reason=REASON, user=publisher):
        live.unpublish(user=publisher)
    return ConditionPage.objects.get(pk=live.pk)


def test_approval__ends_it(withdrawn, client, publisher, other_reviewer):
    factories.published(withdrawn, author=publisher, approver=other_reviewer)
    assert client.get(withdrawn.url).status_code == 200
    ConditionPage.objects.get(pk=withdrawn.pk).unpublish()
    assert client.get(withdrawn.url).status_code == 404


def test_another_page_at_the_address__wins(withdrawn, a_to_z, editor, reviewer, client):
    withdrawn.delete()
    new = factories.ConditionPageFactory(parent=a_to_z, title="New", slug=withdrawn.slug)
    new = factories.published(new, author=editor, approver=reviewer)
    assert client.get(new.url).status_code == 200
    new.unpublish()
    assert client.get(new.url).status_code == 404


def test_page_that_moved_to_the_address__wins(withdrawn, a_to_z, client):
    address = withdrawn.url
    withdrawn.slug = "old"
    withdrawn.save()
    public(factories.ConditionPageFactory(parent=a_to_z, slug="migraine"))
    assert client.get(address).status_code == 200


def test_redirect__wins(withdrawn, home, client):
    Redirect.add_redirect(withdrawn.url, redirect_to=home)
    assert client.get(withdrawn.url).status_code == 301


def test_page_hidden_since__is_not_named(withdrawn, a_to_z, client):
    PageViewRestriction.objects.create(page=a_to_z, restriction_type="login")
    assert client.get(withdrawn.url).status_code == 404


def test_replacement__is_shown_while_everybody_may_read_it(live, a_to_z, client):
    other = public(factories.ConditionPageFactory(parent=a_to_z, title="Instead"))
    with withdrawing([live], reason=REASON, replacement=other):
        live.unpublish()
    assert "Instead" in told(client, live.url)
    restriction = PageViewRestriction.objects.create(page=other, restriction_type="login")
    assert "Instead" not in told(client, live.url)
    restriction.delete()
    other.unpublish()
    assert "Instead" not in told(client, live.url)
    other.delete()
    assert REASON in told(client, live.url)


def test_withdrawal__is_of_one_site(withdrawn, other_site, client):  # noqa: F811
    address = withdrawn.get_url_parts()[2]
    assert client.get(address, headers={"host": "health.example"}).status_code == 410
    elsewhere = client.get(address, headers={"host": "other.example"}, secure=True)
    assert elsewhere.status_code == 404


def test_page_in_two_sites__is_withdrawn_in_both(live, a_to_z, example_site, client):  # noqa: F811
    Site.objects.create(hostname="inner.example", port=443, root_page=a_to_z)
    with withdrawing([live], reason=REASON):
        live.unpublish()
    outer = client.get("/conditions-a-to-z/migraine/", headers={"host": "health.example"})
    inner = client.get("/migraine/", headers={"host": "inner.example"}, secure=True)
    assert (outer.status_code, inner.status_code) == (410, 410)


def test_translation__is_withdrawn_at_its_own_address(live, french, client):  # noqa: F811
    page = public(live.copy_for_translation(french.locale, copy_parents=True))
    with withdrawing([page], reason="Elle n’est plus exacte."):
        page.unpublish()
    assert page.url.startswith("/fr/")
    assert "Elle n’est plus exacte." in told(client, page.url)
    assert client.get(live.url).status_code == 200


@pytest.mark.parametrize("slug", ["m" * 255, "kopfschmerz-ü", "شقيقة"])
def test_odd_address__is_found_again(slug, live, client, settings):
    live.slug = slug
    live.save()
    with withdrawing([live], reason=REASON):
        live.unpublish()
    assert told(client, live.url)


def test_address_too_long_to_index__stays_a_404(home, client):
    parent = home
    for _ in range(3):
        parent = factories.AToZPageFactory(parent=parent, slug="x" * 255)
    with withdrawing([parent], reason=REASON):
        parent.unpublish()
    assert len(parent.url) > PATH_LENGTH
    assert client.get(parent.url).status_code == 404


@pytest.mark.parametrize(
    "address", ["/%00/", "/x%00y/", "/🤕/", "/" + "x/" * 2000, "/<script>/", "/%ff/"]
)
def test_unknown_address__is_a_404(address, withdrawn, client):
    assert client.get(address).status_code == 404


def test_address_without_its_slash__leads_there(withdrawn, client):
    response = client.get(withdrawn.url.rstrip("/"), follow=True)
    assert response.status_code == 410


def test_answer__has_one_search_and_it_is_in_the_page(withdrawn, client):
    soup = BeautifulSoup(client.get(withdrawn.url).content, "html.parser")
    assert [form.find_parent("main") is not None for form in soup.select("form")] == [True]


def test_answer__depends_on_no_reader(withdrawn, client):
    response = client.get(withdrawn.url)
    assert response.status_code == 410
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_answer__costs_little(withdrawn, client, django_assert_num_queries):
    client.get(withdrawn.url)
    client.get("/no-such-page/")
    # Beside what we, Wagtail and the redirects take to find nothing.
    with django_assert_num_queries(7):
        client.get("/no-such-page/")
    with django_assert_num_queries(14):
        client.get(withdrawn.url)


# In the admin


def listing(name: str, *args: Any) -> str:
    return reverse(Withdrawal.snippet_viewset.get_url_name(name), args=args)


def test_list__shows_withdrawn_pages(withdrawn, admin):
    html = admin.get(listing("list")).content.decode()
    assert "Migraine" in html
    assert withdrawn.url in html
    assert listing("list") in admin.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("query", ["migraine", "%00", '"', "x" * 5000, "🤕"])
def test_list__can_be_searched(query, withdrawn, admin):
    assert admin.get(listing("list"), {"q": query}).status_code == 200


def test_reason__can_be_put_better(withdrawn, admin, client):
    pk = Withdrawal.objects.get().pk
    admin.post(listing("edit", pk), {"reason": "We are writing it anew.", "replacement": ""})
    assert "We are writing it anew." in told(client, withdrawn.url)


def test_withdrawal__can_be_ended(withdrawn, admin, client):
    pk = Withdrawal.objects.get().pk
    assert "will say “page not found” again" in admin.get(listing("delete", pk)).content.decode()
    admin.post(listing("delete", pk))
    assert client.get(withdrawn.url).status_code == 404


@pytest.mark.parametrize("user", ["editor", "reviewer", "superuser"])
def test_withdrawal__is_made_in_no_other_way(user, withdrawn, client_of, request):
    client = client_of(request.getfixturevalue(user))
    assert client.get(listing("add")).status_code == 302
    if user != "superuser":
        client.post(listing("delete", Withdrawal.objects.get().pk))
        assert Withdrawal.objects.exists()


def test_other_page_types__keep_wagtails_own_views(home, admin):
    page = home.add_child(instance=Page(title="Plain", slug="plain"))
    assert 'name="reason"' not in admin.get(page_url("unpublish", page)).content.decode()


# Set up


@pytest.mark.parametrize("middleware", ["missing", "after the redirects", "right"])
def test_check__knows_a_middleware_in_the_wrong_place(middleware, settings):
    name = "headhealth.withdrawal.withdrawn_response.WithdrawalMiddleware"
    if middleware != "right":
        settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != name]
    if middleware == "after the redirects":
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]
    warned = any(message.id == "headhealth.W002" for message in run_checks())
    assert warned == (middleware != "right")


def test_list__names_who_withdrew_it(live, client_of):
    chief = factories.publisher(username="gh", first_name="Grace", last_name="Holloway")
    withdraw(live, reason=REASON, user=chief)
    page = client_of(chief).get(reverse(Withdrawal.snippet_viewset.get_url_name("list")))
    cells = BeautifulSoup(page.content, "html.parser").select("main td")
    assert "Grace Holloway" in [words(cell) for cell in cells]
