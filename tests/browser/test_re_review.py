"""A source is retracted, and what cites it is to be reviewed again: asked at once, and watched."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Page, Route, expect
from wagtail.models import WorkflowState

from headhealth.admin import re_review_views
from headhealth.models import ConditionPage, ReReviewRequest, Source
from tests import factories
from tests.browser.demo_site import DemoSite
from tests.integration.re_review.many_pages import pages_citing

COUNT = 24
NO_PAGE = 2_000_000_000
"""The key of a page that was deleted."""
TO_THE_END = 180_000
"""Milliseconds: each page is submitted for review, on a machine that does much else."""


@pytest.fixture
def source(demo: DemoSite) -> Source:
    source = factories.SourceFactory(title="Old guideline")
    pages_citing(source, COUNT, parent=demo.indexes["conditions"], owner=demo.accounts["editor"])
    return source


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """One page an answer, as on a slow server: the progress can be seen."""
    monkeypatch.setattr(re_review_views, "SECONDS", 0.0)


def ask(page: Page, source: Source) -> None:
    """Mark the source as retracted, and ask for the review of what cites it."""
    page.goto(f"/admin/headhealth/sources/{source.pk}/mark/")
    page.get_by_role("radio", name="Retracted").check()
    page.get_by_label("On", exact=True).fill("2026-01-05")
    page.get_by_label("Reason").fill("Its data were invented.")
    page.get_by_role("button", name="Mark it, and tell readers").click()
    page.get_by_role("link", name=f"Ask for review of the {COUNT} pages that cite it").click()
    expect(page.get_by_role("heading", name=f"{COUNT} pages and snippets")).to_be_visible()
    expect(page.get_by_text(f"and {COUNT - 20} others")).to_be_visible()
    expect(page.get_by_label("Reason")).to_have_value("Its data were invented.")
    page.get_by_label("Reason").fill("Does the advice still hold without it?")


def waiting() -> int:
    return WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).count()


def test_retracted_source__its_pages_are_asked_for_with_progress(
    demo: DemoSite,
    source: Source,
    slow: None,
    open_page: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(demo.accounts["publisher"])
    ask(page, source)
    page.get_by_role("button", name=f"Ask for {COUNT} reviews").click()
    bar = page.get_by_role("progressbar")
    said = page.get_by_role("status").filter(has_text=f"of {COUNT} done")
    # It moves by itself, for eyes and for screen readers.
    expect(said).to_have_text(re.compile(r"^[1-9]\d? of"))
    assert 0 < int(bar.get_attribute("value") or 0) <= COUNT
    # Somebody closes the page in the midst of it.
    page.goto("/admin/")
    done = waiting()
    assert 0 < done < COUNT
    monkeypatch.setattr(re_review_views, "SECONDS", 2.0)
    page.goto(f"/admin/headhealth/re-reviews/{ReReviewRequest.objects.get().pk}/")
    asked_for = page.get_by_text(f"Reviews were asked for of {COUNT} pages.")
    expect(asked_for).to_be_visible(timeout=TO_THE_END)
    assert waiting() == COUNT
    expect(page.get_by_role("row").filter(has_text="Asked for")).to_have_count(COUNT)

    reviewer = open_page(demo.accounts["reviewer"])
    reviewer.goto("/admin/reports/medical-review/")
    expect(reviewer.get_by_role("link", name="Condition 0000")).to_be_visible()

    page.get_by_role("link", name="Withdraw the request").click()
    page.get_by_role("button", name="Withdraw the request").click()
    withdrawn = page.get_by_text(f"The request was withdrawn for {COUNT} pages.")
    expect(withdrawn).to_be_visible(timeout=TO_THE_END)
    assert waiting() == 0


def test_without_script__a_button_goes_on(
    demo: DemoSite, source: Source, slow: None, open_page: Callable[..., Page]
) -> None:
    publisher = demo.accounts["publisher"]
    asked = ReReviewRequest.objects.create(reason="Old.", cause="x", requested_by=publisher)
    page = open_page(publisher, java_script_enabled=False)
    kind = ContentType.objects.get_for_model(ConditionPage)
    asked.items.create(content_type=kind, object_id=str(NO_PAGE), title="Gone")
    page.goto(f"/admin/headhealth/re-reviews/{asked.pk}/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("row").filter(has_text="Left out")).to_be_visible()


def test_server_that_is_away__is_said_and_nothing_is_lost(
    demo: DemoSite, source: Source, slow: None, open_page: Callable[..., Page], page_watch: Any
) -> None:
    page_watch.expect(r"503|net::ERR")
    page = open_page(demo.accounts["publisher"])

    def away(route: Route) -> None:
        route.fulfill(status=503)

    page.route("**/work/", away)
    ask(page, source)
    page.get_by_role("button", name=f"Ask for {COUNT} reviews").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("Nothing is lost"))
    page.unroute("**/work/")
    page.get_by_role("button", name="Continue").click()
    asked_for = page.get_by_text(f"Reviews were asked for of {COUNT} pages.")
    expect(asked_for).to_be_visible(timeout=TO_THE_END)
