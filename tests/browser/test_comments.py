"""A comment, from the reader without script to the reader who sees it once it is approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from headhealth.models import CommentSettings, ConditionPage
from tests import factories
from tests.browser.demo_site import DemoSite
from tests.quality.axe_check import axe_findings

TEXT = "A dark room helps me.\n\nAnd water."


@pytest.fixture(autouse=True)
def without_waiting(settings: Any) -> None:
    """Playwright fills in a form faster than people do."""
    settings.FORMGUARD_TOKEN_MIN_SECONDS = 0


@pytest.fixture
def article(demo: DemoSite) -> ConditionPage:
    """A reviewed page whose readers may comment."""
    page = factories.ConditionPageFactory(
        parent=demo.indexes["conditions"], title="Eye strain", comments_allowed=True
    )
    site = page.get_site()
    CommentSettings.objects.create(site=site, is_enabled=True)
    accounts = demo.accounts
    return factories.published(page, author=accounts["editor"], approver=accounts["reviewer"])


def no_violations(page: Page, context: str = "body") -> None:
    found = Axe().run(page, context=context)
    assert found.violations_count == 0, found.generate_report()


def test_comment__goes_from_reader_to_moderator_to_reader(
    article: ConditionPage, demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    reader = open_page(java_script_enabled=False)
    reader.goto(article.url)
    expect(reader.get_by_text("There are no comments yet.")).to_be_visible()
    reader.get_by_role("link", name="Write a comment").click()

    reader.get_by_label("Comment (required)").fill(TEXT)
    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("alert")).to_contain_text("Write your e-mail address.")
    reader.get_by_label("Name (required)").fill("Ada")
    reader.get_by_label("E-mail address (required)").fill("ada@example.org")
    expect(reader.get_by_label("Comment (required)")).to_have_value(TEXT)
    reader.get_by_role("button", name="Send comment").click()
    expect(reader.get_by_role("heading", name="Thank you for your comment")).to_be_visible()
    reader.get_by_role("link", name="Back to “Eye strain”").click()
    expect(reader.get_by_text("There are no comments yet.")).to_be_visible()

    moderator = open_page(demo.accounts["editor"])
    moderator.goto("/admin/")
    moderator.get_by_role("link", name="Comments (1)").click()
    moderator.get_by_role("link", name="Ada: A dark room helps me.").click()
    expect(moderator.get_by_text("ada@example.org")).to_be_visible()
    moderator.get_by_role("button", name="Approve").click()
    expect(moderator.get_by_text("1 comment approved: readers see it now.")).to_be_visible()

    # The page was kept for anonymous readers before: it is another at once.
    reader.reload()
    comment = reader.get_by_role("article", name="Ada")
    expect(comment).to_contain_text("And water.")
    expect(reader.get_by_text("ada@example.org")).to_have_count(0)

    moderator.get_by_role("link", name="Undo").click()
    moderator.get_by_role("button", name="Put back in the queue").click()
    expect(moderator.get_by_text("1 comment put back in the queue.")).to_be_visible()
    reader.reload()
    expect(comment).to_have_count(0)


def test_comments__are_accessible_whatever_readers_write(
    article: ConditionPage, open_page: Callable[..., Page]
) -> None:
    for text in (TEXT, "א" * 200, "x" * 300):
        factories.ReaderCommentFactory(page=article, approved=True, name=text[:60], text=text)
    page = open_page()
    for address in (article.url, f"/comments/{article.pk}/all/"):
        page.goto(address)
        assert axe_findings(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert _fits(page)


def _fits(page: Page) -> bool:
    root = "document.documentElement"
    fits: bool = page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    return fits


@pytest.mark.parametrize("width", [390, 1280])
def test_queue__decides_about_what_is_ticked(
    width: int, article: ConditionPage, demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    for number in range(3):
        factories.ReaderCommentFactory(page=article, name=f"Reader {number}")
    page = open_page(demo.accounts["editor"])
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/admin/reader_comments/?state=waiting")
    no_violations(page, "table.hh-queue tbody")
    assert _fits(page)
    for number in (0, 1):
        page.get_by_role("row", name=f"Reader {number}").get_by_role("checkbox").check()
    page.get_by_role("link", name="Spam").click()
    expect(page.get_by_text("Mark these comments as spam?")).to_be_visible()
    no_violations(page, "#main .nice-padding")
    page.get_by_role("button", name="Spam").click()
    expect(page.get_by_text("2 comments marked as spam.")).to_be_visible()
    expect(page.get_by_role("link", name="Reader 2")).to_be_visible()
    expect(page.get_by_role("link", name="Reader 1")).to_have_count(0)
