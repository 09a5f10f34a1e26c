"""A kind of page that readers meet, and how they get it into the state it is looked at in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page, Response, expect


@dataclass(frozen=True)
class ReaderPage:
    kind: str
    """What it is called in tables: a page type, or the state of a form."""
    address: str
    """Below the site's root, or whole."""
    status: int = 200
    listed: bool = True
    """Whether search engines are asked to list it."""
    specimen: bool = True
    """The one of its kind that stands for all where every page would take too long."""
    action: str = ""
    """What the reader does there first: a name in ``ACTIONS``."""

    def open(self, page: Page, base_url: str) -> Response:
        """Go there as a reader does. Returns the answer that holds the document now shown."""
        response = page.goto(urljoin(base_url, self.address))
        if response is None or response.status != self.status:
            got = response.status if response else "nothing"
            raise AssertionError(f"{self.kind}, {self.address}: {got}, not {self.status}")
        return (self.action and ACTIONS[self.action](page)) or response


def send_unfilled(page: Page) -> Response:
    """Send the form of the page with nothing filled in."""
    with page.expect_navigation() as navigation:
        page.locator("main form").get_by_role("button").last.click()
    return navigation.value


def check_unfilled(page: Page) -> Response:
    """Ask to send an opinion before there is one."""
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Check and send").click()
    return navigation.value


def open_dialog(page: Page) -> None:
    """Report a mistake without leaving the page."""
    page.locator(".hh-report, .hh-feedback a").last.click()
    expect(page.locator("dialog h1")).to_be_focused()


def send_dialog_unfilled(page: Page) -> None:
    open_dialog(page)
    page.locator("dialog form").get_by_role("button").last.click()
    expect(page.locator("dialog .hh-form__errors")).to_be_focused()


def pick_symptoms(page: Page) -> Response | None:
    """Ask which conditions share the first three symptoms of a list."""
    boxes = page.locator(".hh-finder__box").all()[:3]
    picked = "&".join(f"{box.get_attribute('name')}={box.get_attribute('value')}" for box in boxes)
    return page.goto(f"{page.url}?{picked}")


def type_a_word(page: Page) -> None:
    """And walk to the first suggestion."""
    field = page.locator("main").get_by_role("combobox")
    field.press_sequentially("head")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)


ACTIONS: dict[str, Callable[[Page], Response | None]] = {
    action.__name__: action
    for action in [
        send_unfilled,
        check_unfilled,
        open_dialog,
        send_dialog_unfilled,
        pick_symptoms,
        type_a_word,
    ]
}
"""Each returns the answer if it led to another document."""
