"""Searching with the keyboard, with a screen reader's eyes, and without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from headhealth.models import ConditionPage
from headhealth.search.catalogue import forget_catalogues
from tests.browser.demo_site import DemoSite
from tests.factories import ConditionPageFactory


@pytest.fixture(autouse=True)
def pages(demo: DemoSite) -> Iterator[None]:
    for title in ("Migraine", "Migraine in children", "Meningitis"):
        page = ConditionPageFactory(
            parent=demo.indexes["conditions"], title=title, summary=f"About {title}."
        )
        ConditionPage.objects.filter(pk=page.pk).update(live=True)
    # A row update, which no log tells of.
    forget_catalogues()
    yield
    forget_catalogues()


@pytest.fixture
def reader(open_page: Callable[..., Page]) -> Page:
    page = open_page()
    page.goto("/")
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search conditions, symptoms and treatments")


def test_suggestions__are_walked_with_the_keyboard(reader: Page) -> None:
    search, options = field(reader), reader.get_by_role("option")
    expect(search).to_have_attribute("aria-expanded", "false")
    search.press_sequentially("mig")
    expect(options).to_have_count(2)
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(reader.get_by_role("status")).to_have_text("2 suggestions. Use the arrow keys.")

    chosen = reader.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_have_count(0)
    for key, name in [
        ("ArrowDown", "Migraine Condition"),
        ("ArrowDown", "Migraine in children Condition"),
        ("ArrowDown", "Migraine Condition"),
        ("ArrowUp", "Migraine in children Condition"),
    ]:
        search.press(key)
        expect(chosen).to_have_text(name)
        expect(search).to_have_attribute(
            "aria-activedescendant", chosen.get_attribute("id") or "none"
        )
    # The focus never leaves the field, and what was typed stays.
    expect(search).to_be_focused()
    expect(search).to_have_value("mig")

    search.press("Home")
    expect(chosen).to_have_count(0)
    assert search.evaluate("input => input.selectionStart") == 0

    search.press("Escape")
    expect(reader.get_by_role("listbox")).to_be_hidden()
    expect(search).to_have_value("mig")
    search.press("Escape")
    expect(search).to_have_value("")


def test_suggestions__lie_over_what_stands_below_the_field(reader: Page) -> None:
    reader.goto("/search/")
    field(reader).press_sequentially("mig")
    options = reader.get_by_role("option")
    expect(options).to_have_count(2)
    for option in options.all():
        # What is cut off has a box, but nothing of it can be seen or clicked.
        option.click(trial=True, timeout=2000)


def test_suggestion__is_followed_with_enter_or_the_mouse(reader: Page) -> None:
    field(reader).press_sequentially("mening")
    expect(reader.get_by_role("option")).to_have_count(1)
    field(reader).press("ArrowDown")
    field(reader).press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Meningitis")

    field(reader).press_sequentially("mig")
    reader.get_by_role("option", name="Migraine in children").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Migraine in children")


def test_enter__searches_while_nothing_is_chosen(reader: Page) -> None:
    field(reader).press_sequentially("migrane")
    field(reader).press("Enter")
    expect(reader).to_have_title("Search: migrane – headhealth demonstration")
    expect(reader.get_by_text("Did you mean migraine?")).to_be_visible()
    expect(field(reader)).to_have_value("migrane")


def test_slow_answer__does_not_replace_a_newer_one(reader: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "q=mig" in route.request.url:
            held.append(route)
        else:
            route.continue_()

    reader.route("**/search/suggestions/**", hold)
    search = field(reader)
    with reader.expect_request("**/search/suggestions/?q=mig"):
        search.press_sequentially("mig")
    search.fill("mening")
    expect(reader.get_by_role("option")).to_have_text("Meningitis Condition")
    # The first request was given up: its answer has nobody to go to.
    held[0].abort()
    expect(reader.get_by_role("option")).to_have_text("Meningitis Condition")


def test_word_being_composed__is_left_alone(reader: Page) -> None:
    search = field(reader)
    search.press_sequentially("mig")
    expect(reader.get_by_role("option")).to_have_count(2)
    search.dispatch_event("keydown", {"key": "ArrowDown", "isComposing": True})
    expect(reader.locator('[role="option"][aria-selected="true"]')).to_have_count(0)
    search.press("ArrowDown")
    search.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(reader).to_have_url(reader.url)
    expect(search).to_be_focused()


def test_search__needs_no_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("textbox", name="Search conditions, symptoms and treatments").fill("migraine")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Migraine", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Migraine")
    context.close()
