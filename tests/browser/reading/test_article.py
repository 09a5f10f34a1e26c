"""Finding one's way in an article: its contents, what is folded away, and no script at all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def contents(condition: Page) -> Locator:
    """The links of the contents list."""
    return condition.locator(".hh-contents__list a")


@pytest.fixture
def questions(condition: Page) -> Locator:
    """The section of questions and answers."""
    return condition.locator(".hh-section", has=condition.locator(".hh-faq"))


def target(link: Locator) -> Locator:
    return link.page.locator(link.get_attribute("href") or "")


def test_contents__mark_the_section_that_is_read(condition: Page, contents: Locator) -> None:
    marked = condition.locator(".hh-contents [aria-current]")
    for number in (1, contents.count() - 2, 0):
        link = contents.nth(number)
        link.click()
        expect(marked).to_have_text(link.inner_text())
        expect(marked).to_be_in_viewport()
        expect(condition).to_have_url(re.compile(f"{link.get_attribute('href')}$"))
    # Scrolling marks as well as the links do.
    target(contents.nth(1)).evaluate("heading => heading.scrollIntoView()")
    expect(marked).to_have_text(contents.nth(1).inner_text())


def test_contents__stand_above_the_text_in_a_narrow_window(
    condition: Page, contents: Locator
) -> None:
    condition.set_viewport_size(PHONE)
    last = contents.nth(contents.count() - 2)
    last.click()
    expect(condition.locator(".hh-contents")).not_to_be_in_viewport()
    expect(target(last)).to_be_in_viewport()


def test_open_all__opens_and_closes_the_questions(questions: Locator, condition: Page) -> None:
    answers = questions.locator(".hh-faq__answer")
    count = answers.count()
    assert count > 1
    questions.get_by_role("button", name="Open all").focus()
    condition.keyboard.press("Enter")
    for number in range(count):
        expect(answers.nth(number)).to_be_visible()
    questions.get_by_role("button", name="Close all").click()
    expect(answers.first).to_be_hidden()
    # Opened one by one, the last one makes it “Close all”.
    for number in range(count):
        questions.locator("summary").nth(number).click()
    expect(questions.get_by_role("button", name="Close all")).to_be_visible()


def test_link_to_a_question__opens_it_alone(questions: Locator, condition: Page) -> None:
    first, second = questions.locator("details").all()[:2]
    condition.goto(f"{condition.url}#{first.get_attribute('id')}")
    condition.reload()
    expect(first.locator(".hh-faq__answer")).to_be_visible()
    expect(second.locator(".hh-faq__answer")).to_be_hidden()
    condition.evaluate("id => { location.hash = id }", second.get_attribute("id"))
    expect(second.locator(".hh-faq__answer")).to_be_visible()


@pytest.mark.parametrize("fragment", ["%", "%E0%A4%A", "q-nothing", "\U0001f915", "'\"]"])
def test_strange_fragment__is_no_error(fragment: str, condition: Page) -> None:
    """A script's error fails the test, as on every page."""
    condition.goto(f"{condition.url}#{fragment}")
    condition.reload()
    expect(condition.get_by_role("heading", level=1)).to_be_visible()
    # The scripts did their work all the same.
    expect(condition.get_by_role("button", name="Open all").first).to_be_visible()


def test_without_script__everything_can_be_read(
    condition_address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(condition_address)
    expect(page.get_by_role("button", name="Open all")).to_have_count(0)
    page.locator(".hh-faq summary").first.click()
    expect(page.locator(".hh-faq__answer").first).to_be_visible()
    mark = page.locator(".hh-citation a").first
    mark.click()
    source = page.locator(mark.get_attribute("href") or "")
    expect(source).to_be_in_viewport()
    back = source.locator(".hh-sources__places a").first
    back.click()
    expect(page.locator(back.get_attribute("href") or "")).to_be_in_viewport()


def test_treatments__have_the_same_facet_in_one_row(condition: Page) -> None:
    section = condition.locator(".hh-section", has=condition.locator(".hh-comparison"))

    def tops(name: str) -> list[float]:
        """Where the facet of the first two treatments begins."""
        headings = section.locator(".hh-treatment h4", has_text=name)
        return [headings.nth(number).bounding_box()["y"] for number in range(2)]

    first, second = tops("Risks and side effects")
    assert first == second
    section.get_by_role("button", name="Open all").click()
    first, second = tops("How it works")
    assert first == second

    condition.set_viewport_size(PHONE)
    first, second = tops("Risks and side effects")
    assert first < second
