"""A condition on paper: a PDF as the browser's print dialogue makes it."""

from __future__ import annotations

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader


def printed(page: Page) -> str:
    """The words of the PDF, with every run of spaces as one."""
    reader = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=False)))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def words(text: str) -> str:
    return " ".join(text.split())


def test_print__closed_answers_are_open(condition: Page) -> None:
    answers = condition.locator(".hh-faq__answer, .hh-expander__text").all_text_contents()
    assert answers
    paper = printed(condition)
    for answer in answers:
        # A citation's number is set apart on paper.
        start = words(re.split(r"\[?\d", answer)[0])[:60]
        assert start in paper


def test_print__leaves_out_what_only_a_screen_can_use(condition: Page) -> None:
    paper = printed(condition)
    navigation = condition.locator("nav[aria-label='Main'] a").all_inner_texts()
    assert navigation
    contents = condition.locator(".hh-contents__heading").inner_text()
    for text in ["Skip to main content", contents, "Editors: log in"]:
        assert text not in paper
    assert not all(text in paper for text in navigation)


def test_print__has_no_controls_and_none_of_the_sites_colours(condition: Page) -> None:
    condition.emulate_media(media="print", color_scheme="dark")
    for hidden in (".hh-contents", ".hh-open-all", ".hh-navigation", ".hh-report"):
        expect(condition.locator(hidden).first).to_be_hidden()
    for where in ("h1", ".hh-section h2", ".hh-care-card__heading", ".hh-text a"):
        expect(condition.locator(where).first).to_have_css("color", "rgb(0, 0, 0)")


def test_print__says_where_sources_are_and_who_reviewed(condition: Page) -> None:
    addresses = condition.locator("a.hh-sources__title").evaluate_all(
        "(links) => links.map((link) => link.href)"
    )
    assert addresses
    paper = printed(condition).replace(" ", "")
    for address in addresses:
        assert address.rstrip("/") in paper
    assert words(condition.locator("h1").inner_text()).replace(" ", "") in paper
    assert "Lastreviewed" in paper
    # What the demonstration is must be said on paper too.
    assert "Notmedicaladvice" in paper
