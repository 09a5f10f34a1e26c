from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page, Site

from demo.models import HomePage
from headhealth.models import AToZPage
from headhealth.review.medical_review import ReviewScope
from tests import factories

pytestmark = pytest.mark.django_db


def record_review(page: Page, **fields: Any) -> None:
    revision = page.save_revision()
    revision.publish()
    known = {"revision": revision, "revision_number": revision.pk}
    factories.reviewed(page, **{**known, **fields})


def test_home_page__leads_to_the_a_to_z_pages(home: HomePage, client: Client) -> None:
    html = client.get("/").content.decode()
    assert "What is here." in html
    assert html.count('href="/conditions-a-to-z/"') == 2  # header and page


def test_home_page__lists_what_was_reviewed_last_first(home: HomePage) -> None:
    first, second = AToZPage.objects.child_of(home)
    record_review(first, reviewed_at=timezone.localtime() - timedelta(days=2))
    record_review(second, reviewed_at=timezone.localtime() - timedelta(days=1))
    assert [page.pk for page in home.recently_reviewed()] == [second.pk, first.pk]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"scope": ReviewScope.CHANGES}, id="only a part"),
        pytest.param({"revoked_at": timezone.now()}, id="revoked"),
        pytest.param({"revision": None}, id="of another revision than what is live"),
    ],
)
def test_home_page__leaves_out_reviews_of_something_else(
    home: HomePage, fields: dict[str, Any]
) -> None:
    record_review(AToZPage.objects.child_of(home)[0], **fields)
    assert not home.recently_reviewed()


def test_home_page__leaves_out_withdrawn_pages(home: HomePage) -> None:
    page = AToZPage.objects.child_of(home)[0]
    record_review(page)
    page.unpublish()
    assert not home.recently_reviewed()


def test_main_navigation__takes_one_query(
    home: HomePage, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    request = rf.get("/")
    template = Template(
        "{% load demo_navigation wagtailcore_tags %}{% main_navigation as pages %}"
        "{% for page in pages %}{% pageurl page %} {% endfor %}"
    )
    # Once a request already, for every page: the site, its root and where it is rooted.
    Site.find_for_request(request)
    home.get_url(request)
    with django_assert_num_queries(1):
        addresses = template.render(Context({"request": request}))
    assert addresses.split() == ["/conditions-a-to-z/", "/treatments-a-to-z/"]


def test_main_navigation__is_empty_without_a_site(home: HomePage, rf: RequestFactory) -> None:
    Site.objects.all().delete()
    template = Template(
        "{% load demo_navigation %}{% main_navigation as pages %}{{ pages|length }}"
    )
    assert template.render(Context({"request": rf.get("/")})) == "0"
