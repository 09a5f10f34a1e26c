"""The way from the home page to a page."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from wagtail.models import Page, Site

from headhealth.pages.breadcrumb import breadcrumb
from tests import factories
from tests.integration.pages.reading import page_maker, preview, public, read


def steps(soup):
    return [(link.get_text(), link["href"]) for link in soup.select(".hh-breadcrumb a")]


def test_breadcrumb__leads_from_home_to_the_parent(make_page, home, client):
    page = make_page()
    parent = page.get_parent()
    assert steps(read(client, page)) == [("Home", home.url), (parent.title, parent.url)]


def test_a_to_z__leads_home(a_to_z, home, client):
    assert steps(read(client, a_to_z)) == [("Home", home.url)]


def test_title_of_an_ancestor__is_escaped(home, client):
    page = page_maker(home, "condition")()
    Page.objects.filter(pk=page.get_parent().pk).update(title="<script>alert(1)</script>")
    soup = read(client, page)
    assert steps(soup)[1][0] == "<script>alert(1)</script>"
    assert not soup.select(".hh-breadcrumb script")


def test_withdrawn_ancestor__is_left_out(home, client):
    page = page_maker(home, "condition")()
    page.get_parent().specific.unpublish()
    page = public(page)
    assert [title for title, _ in steps(read(client, page))] == ["Home"]


def test_second_site__has_its_own_home(home, a_to_z, client):
    page = public(factories.ConditionPageFactory(parent=a_to_z))
    Site.objects.create(hostname="other.example.org", root_page=a_to_z)
    request = RequestFactory().get("/", headers={"host": "other.example.org"})
    assert [ancestor.pk for ancestor in breadcrumb(page, request)] == [a_to_z.pk]


@pytest.mark.parametrize("request_", [None, RequestFactory().get("/")], ids=["none", "no site"])
def test_without_a_site__there_is_none(request_, a_to_z):
    Site.objects.all().delete()
    assert breadcrumb(a_to_z, request_) == []


def test_root_of_the_site__has_none(home, rf):
    assert breadcrumb(home, rf.get("/")) == []


def test_page_without_a_place__has_none(home, rf):
    assert breadcrumb(Page(title="x"), rf.get("/")) == []


def test_preview__has_the_same(draft, home):
    assert [title for title, _ in steps(preview(draft))] == ["Home", draft.get_parent().title]


@pytest.mark.parametrize("levels", [1, 5])
def test_breadcrumb__is_one_query(levels, home, rf, django_assert_num_queries):
    page = home
    for number in range(levels + 1):
        page = page.add_child(instance=Page(title=f"Level {number}"))
    request = rf.get("/")
    Site.find_for_request(request)
    with django_assert_num_queries(1):
        assert len(breadcrumb(page, request)) == levels + 1
