"""What a medical reviewer works with: the dashboard, and the modal in which one decides."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Locator, Page, expect


class Dashboard:
    """The admin's first page, with what awaits the reviewer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        region = page.get_by_role("region", name="Waiting for you")
        self.awaiting_review = region.get_by_role("listitem")

    def open(self) -> None:
        self.page.goto("/admin/")

    def row(self, title: str) -> Locator:
        return self.awaiting_review.filter(has_text=title)

    def decide(self, title: str, action: str) -> ReviewModal:
        """Open the modal for one of the actions."""
        self.row(title).get_by_role("button", name=action).click()
        return ReviewModal(self.page)


class ReviewModal:
    """The modal of “Review and approve” and of “Request changes”."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".modal-content")
        self.changes = self.root.get_by_role("region", name="Changes")
        self.whole_page = self.root.get_by_role("radio", name="The whole page")
        self.sources_checked_on = self.root.get_by_label("Sources checked on")
        self.warning_signs = self.root.get_by_role("checkbox", name="Warning signs are covered")
        self.plain_language = self.root.get_by_role("checkbox", name="The language is plain")
        self.comment = self.root.get_by_label("Comment")
        self.request = self.root.get_by_label("What needs to change?")
        self.errors = self.root.locator(".error-message")
        expect(self.root.get_by_role("heading", level=1)).to_be_visible()
        # It takes the focus when it has slid in; keys pressed before that would be lost.
        expect(page.locator(".modal")).to_be_focused()

    def tick_everything(self) -> None:
        self.whole_page.check()
        self.sources_checked_on.fill(date.today().isoformat())
        self.warning_signs.check()
        self.plain_language.check()

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()
