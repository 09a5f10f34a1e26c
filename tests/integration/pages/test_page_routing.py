"""Readers find the same pages as by Wagtail's own routing, with fewer queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from headhealth.models import AToZPage, ConditionPage
from tests import factories
from tests.integration.pages.reading import public
from tests.testapp.models import PlainPage


@pytest.fixture
def same_slugs(home: Page, monkeypatch: pytest.MonkeyPatch) -> dict[str, Page]:
    """Pages of one slug at every level, by address."""
    monkeypatch.setattr(PlainPage, "template", "headhealth/base.html")
    found = {}
    parent = home
    for depth in range(1, 4):
        parent = parent.add_child(instance=PlainPage(title=f"Level {depth}", slug="same"))
        found["/same" * depth + "/"] = parent
    return found


def test_pages_of_one_slug__are_told_apart_by_their_place(same_slugs, client):
    for address, page in same_slugs.items():
        assert client.get(address).context["page"] == page
    assert client.get("/same" * 4 + "/").status_code == 404


@pytest.mark.parametrize("address", ["/none/", "/same/none/", "/none/same/", "/same/none/same/"])
def test_unknown_slug__is_not_found(address, same_slugs, client):
    assert client.get(address).status_code == 404


def test_draft__is_not_found_and_pages_below_it_are(same_slugs, client):
    """As in Wagtail: an ancestor need not be live."""
    Page.objects.filter(pk=same_slugs["/same/same/"].pk).update(live=False)
    assert client.get("/same/same/").status_code == 404
    assert client.get("/same/same/same/").status_code == 200


def test_route_of_a_page_type__is_left_to_it(a_to_z, monkeypatch, client):
    def route(page: Any, request: Any, components: list[str]) -> Any:
        return RouteResult(page.get_parent().specific)

    monkeypatch.setattr(AToZPage, "route", route)
    assert client.get(f"{a_to_z.url}whatever/").context["page"] == a_to_z.get_parent()


def test_warm_worker__needs_few_queries(a_to_z, home, settings):
    """Generation, language, the page with its ancestors, its row, its review, the ledger."""
    settings.HEADHEALTH_PAGE_CACHE = True
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("default", "pages")
    }
    settings.HEADHEALTH_PAGE_CACHE_ALIAS = "pages"
    symptoms = [{"symptom": public(factories.SymptomFactory()), "note": ""} for _ in range(5)]
    section = {"heading": "Symptoms", "aspect": "symptoms", "intro": "", "entries": symptoms}
    draft = factories.ConditionPageFactory(
        parent=a_to_z,
        body=[factories.text_section(), ("symptom_list", section)],
        authors=[("contributor", factories.ContributorFactory())],
        sources=[("source", source) for source in factories.SourceFactory.create_batch(5)],
    )
    page = factories.published(draft)
    client = Client()
    for _ in range(3):
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page.url).status_code == 200
    assert len(captured) <= 7
    ConditionPage.objects.filter(pk=page.pk).update(title="New words.")
    caches["pages"].clear()
    assert "New words." in client.get(page.url).content.decode()
