"""Reading an article: contents, what is folded away, small windows, paper, other colours."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site
from wagtail.rich_text import RichText

from headhealth.models import ConditionPage
from tests import factories
from tests.integration.pages.reading import public

LONG = "<p>" + "Most headaches pass within a day, and few of them are dangerous. " * 30 + "</p>"
WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2


def treatment(number: int) -> tuple[str, dict[str, Any]]:
    facets = {"benefits": "<p>It helps.</p>" * number, "risks": "<p>It harms.</p>"}
    return ("inline", {"name": f"Treatment {number}", "how_it_works": "<p>Well.</p>", **facets})


@pytest.fixture
def article() -> ConditionPage:
    home = Site.objects.get(is_default_site=True).root_page
    source = factories.SourceFactory()
    mark = f'<a linktype="source" id="{source.pk}">[x]</a>'
    card = {"level": "emergency", "heading": "Call 999 if:", "text": RichText("<p>it is.</p>")}
    questions = [
        {"question": f"Why {number}?", "answer": RichText(f"<p>Answer {number}.</p>")}
        for number in range(3)
    ]
    rows = {"intro": "", "aspect": "treatments"}
    page = factories.ConditionPageFactory(
        parent=factories.AToZPageFactory(parent=home),
        title=f"Migraine {WORD}",
        also_known_as=WORD,
        body=[
            factories.text_section("Overview", f"<p>So it is.{mark}</p>{LONG}"),
            factories.text_section("Causes", LONG),
            ("care_card", card),
            (
                "treatment_section",
                {"heading": "Treatments", **rows, "treatments": [treatment(1), treatment(4)]},
            ),
            ("faq", {"heading": "Questions", "aspect": "", "questions": questions}),
            factories.text_section("Outlook", LONG),
        ],
    )
    return public(page)


def marked(page: Page) -> Any:
    return page.locator(".hh-contents [aria-current]")


def test_contents__mark_the_section_that_is_read(page: Page, article: ConditionPage) -> None:
    page.goto(article.url)
    for name in ("Causes", "Outlook", "Overview"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(marked(page)).to_have_text(name)
        expect(marked(page)).to_be_in_viewport()
        expect(page).to_have_url(re.compile(f"#{name.lower()}$"))
    page.locator("#causes").evaluate("heading => heading.scrollIntoView()")
    expect(marked(page)).to_have_text("Causes")


def test_contents__stand_above_the_text_in_a_narrow_window(
    page: Page, article: ConditionPage
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(article.url)
    page.get_by_role("link", name="Outlook", exact=True).click()
    expect(page.locator(".hh-contents")).not_to_be_in_viewport()
    expect(page.locator("#outlook")).to_be_in_viewport()


def test_open_all__opens_and_closes_the_questions(page: Page, article: ConditionPage) -> None:
    page.goto(article.url)
    section = page.locator("section", has=page.locator("#questions"))
    answers = section.get_by_text(re.compile(r"Answer \d"))
    button = section.get_by_role("button", name="Open all")
    button.focus()
    page.keyboard.press("Enter")
    for number in range(3):
        expect(answers.nth(number)).to_be_visible()
    section.get_by_role("button", name="Close all").click()
    expect(answers.first).to_be_hidden()
    # Opened one by one, the last one makes it “Close all”.
    for number in range(3):
        section.get_by_text(f"Why {number}?").click()
    expect(section.get_by_role("button", name="Close all")).to_be_visible()


def test_link_to_a_question__opens_it(page: Page, article: ConditionPage) -> None:
    page.goto(f"{article.url}#q-why-1")
    expect(page.get_by_text("Answer 1.")).to_be_visible()
    expect(page.get_by_text("Answer 2.")).to_be_hidden()
    page.evaluate("location.hash = 'q-why-2'")
    expect(page.get_by_text("Answer 2.")).to_be_visible()


@pytest.mark.parametrize("fragment", ["%", "%E0%A4%A", "q-nothing", "\U0001f915", "'\"]"])
def test_strange_fragment__is_no_error(fragment: str, page: Page, article: ConditionPage) -> None:
    page.goto(f"{article.url}#{fragment}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_script__everything_can_be_read(open_page: Any, article: ConditionPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(article.url)
    expect(page.get_by_role("button", name="Open all")).to_have_count(0)
    page.get_by_text("Why 1?").click()
    expect(page.get_by_text("Answer 1.")).to_be_visible()
    page.locator(".hh-citation a").first.click()
    expect(page.locator("#source-1")).to_be_in_viewport()
    page.locator(".hh-sources__place").first.click()
    expect(page.locator("#cite-1-1")).to_be_in_viewport()


def test_treatments__have_the_same_facet_in_one_row(page: Page, article: ConditionPage) -> None:
    page.goto(article.url)

    def tops(name: str) -> list[float]:
        headings = page.locator(".hh-comparison h4", has_text=name)
        return [headings.nth(n).bounding_box()["y"] for n in range(headings.count())]

    first, second = tops("Risks and side effects")
    assert first == second
    page.locator("section", has=page.locator("#treatments")).get_by_text("Open all").click()
    first, second = tops("How it works")
    assert first == second

    page.set_viewport_size({"width": 390, "height": 844})
    first, second = tops("Risks and side effects")
    assert first < second


def test_paper__shows_what_is_folded_away(page: Page, article: ConditionPage) -> None:
    page.goto(article.url)
    answer = page.get_by_text("Answer 1.")
    expect(answer).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(answer).to_be_visible()
    expect(page.locator(".hh-comparison").get_by_text("How it works").first).to_be_visible()
    for hidden in (".hh-contents", ".hh-open-all", ".hh-navigation", ".hh-heading__link"):
        expect(page.locator(hidden).first).to_be_hidden()
    # The site's own colours do not reach paper either.
    for where in ("h1", ".hh-section h2", ".hh-care-card__heading", ".hh-text a"):
        expect(page.locator(where).first).to_have_css("color", "rgb(0, 0, 0)")


@pytest.mark.parametrize("address", ["article", "a_to_z", "home"])
def test_narrow_window__does_not_scroll_sideways(
    address: str, page: Page, article: ConditionPage
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    parent = article.get_parent()
    page.goto({"article": article.url, "a_to_z": parent.url, "home": "/"}[address])
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_text_spacing__cuts_nothing_off(page: Page, article: ConditionPage) -> None:
    """WCAG 1.4.12: with the reader's own spacing, and on a small window as at 400 % zoom."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(article.url)
    sheet = "new CSSStyleSheet()"
    rule = (
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        " word-spacing: 0.16em !important } p { margin-block-end: 2em !important }"
    )
    page.evaluate(
        f"rule => {{ const sheet = {sheet}; sheet.replaceSync(rule);"
        " document.adoptedStyleSheets = [sheet] }",
        rule,
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    cut = page.evaluate(
        """[...document.querySelectorAll(".hh-page *")]
        .filter((element) => !element.closest(".hh-visually-hidden"))
        .filter((element) => getComputedStyle(element).overflowX != "visible")
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.className)"""
    )
    assert cut == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_keyboard__is_always_seen(scheme: Any, page: Page, article: ConditionPage) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(article.url)
    stops = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "() => { const element = document.activeElement; if (element === document.body)"
            " return null; const style = getComputedStyle(element); return [element.className,"
            " style.outlineStyle, parseFloat(style.outlineWidth), parseFloat(style.opacity)] }"
        )
        if focus is None:
            break
        stops += 1
        name, outline, width, opacity = focus
        assert outline == "solid" and width >= 2, name
        assert opacity == 1, name
    assert stops > 20


def test_forced_colours__keep_the_level_of_a_card(page: Page, article: ConditionPage) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(article.url)
    card = page.locator(".hh-care-card--emergency")
    expect(card).to_have_css("border-block-start-width", "6px")
    expect(card.get_by_role("heading")).to_contain_text("Immediate action required")
