"""Readers give feedback in a browser: without script, and with it in a dialog, by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from headhealth.models import ConditionPage, Feedback
from tests import factories
from tests.browser.demo_site import DemoSite


@pytest.fixture(autouse=True)
def without_waiting(settings: Any) -> None:
    """Playwright fills in a form faster than people do."""
    settings.FORMGUARD_TOKEN_MIN_SECONDS = 0


@pytest.fixture
def article(demo: DemoSite) -> ConditionPage:
    page = factories.ConditionPageFactory(parent=demo.indexes["conditions"], title="Migraine")
    return factories.published(
        page, author=demo.accounts["editor"], approver=demo.accounts["reviewer"]
    )


def test_feedback__without_script(article, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(article.url)
    page.get_by_role("link", name="Report a mistake (Overview)").click()
    expect(page.get_by_role("heading", name="Report a mistake")).to_be_visible()
    expect(page.get_by_label("Where is it?")).to_have_value("overview")
    page.get_by_label("Tell us more").fill("The dose is wrong.")
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what is wrong.")
    expect(page.get_by_label("Tell us more")).to_have_value("The dose is wrong.")
    page.get_by_label("A medical fact is wrong").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("link", name="Back to the page").click()
    expect(page).to_have_url(re.compile(re.escape(article.url) + "$"))
    feedback = Feedback.objects.get()
    assert (feedback.kind, feedback.section_anchor) == ("clinical_mistake", "overview")
    assert feedback.comment == "The dose is wrong."


def test_feedback__in_a_dialog_by_keyboard(article, page: Page):
    page.goto(article.url)
    link = page.get_by_role("link", name="No (this page was not useful)")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Your feedback")
    expect(dialog.get_by_role("heading", level=1)).to_be_focused()
    expect(dialog.get_by_label("No", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("link", name="999")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("textbox", name="What helped")).to_be_focused()
    page.keyboard.type("Too short.")

    # Closed and opened again it holds what was typed, and focus comes back to the link.
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("textbox", name="What helped")).to_have_value("Too short.")
    dialog.get_by_role("button", name="Send feedback").press("Enter")
    thanks = page.get_by_role("dialog", name="Thank you for your feedback")
    expect(thanks.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_url(re.compile(re.escape(article.url) + "$"))
    thanks.get_by_role("link", name="Back to the page").click()
    expect(thanks).to_be_hidden()
    feedback = Feedback.objects.get()
    assert (feedback.is_useful, feedback.comment) == (False, "Too short.")


def test_dialog__is_closed_by_a_tap_beside_it(article, page: Page):
    page.goto(article.url)
    link = page.get_by_role("link", name="No (this page was not useful)")
    link.click()
    dialog = page.get_by_role("dialog", name="Your feedback")
    dialog.get_by_role("textbox", name="What helped").fill("Too short.")
    page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()
    link.click()
    expect(dialog.get_by_role("textbox", name="What helped")).to_have_value("Too short.")


def test_dialog__shows_errors_and_keeps_what_was_typed(article, page: Page):
    page.goto(article.url)
    page.get_by_role("link", name="Report a mistake on this page").click()
    dialog = page.get_by_role("dialog", name="Report a mistake")
    dialog.get_by_label("Tell us more").fill("x" * 5001)
    dialog.get_by_role("button", name="Send report").click()
    alert = dialog.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("Use at most 5000 characters. This is 5001.")
    expect(dialog.get_by_label("Tell us more")).to_have_value("x" * 5001)
    alert.get_by_role("link", name="Choose what is wrong.").click()
    expect(dialog.get_by_label("A medical fact is wrong")).to_be_focused()
    assert not Feedback.objects.exists()
