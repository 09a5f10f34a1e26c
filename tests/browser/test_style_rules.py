"""The style rules in the editor: a draft may break them, what is submitted may not."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from headhealth.models import ConditionPage
from tests.browser.demo_site import DemoSite
from tests.browser.page_editor import PageEditor
from tests.factories import ConditionPageFactory


def test_care_card_heading__is_refused_at_the_block(
    demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    page = ConditionPageFactory(title="Ear ache", parent=demo.indexes["conditions"])
    editor = PageEditor(open_page(demo.accounts["editor"]))
    editor.open(page.pk)
    card = editor.insert("Care card")
    card.select(level="Urgent advice")
    card.fill(heading="See a GP")
    card.write(text="your ear hurts for three days")

    # A draft is saved as it is.
    editor.save_draft()
    card = editor.block("Care card")
    expect(card.errors("heading")).to_have_count(0)

    # What is submitted is not, and the block says how to put it right. Nothing typed is lost.
    editor.press("Submit to Medical review")
    expect(card.errors("heading")).to_contain_text("one call to action that ends in “if:”")
    expect(card.part("heading").get_by_role("textbox")).to_have_value("See a GP")
    expect(card.part("text")).to_contain_text("your ear hurts for three days")

    card.fill(heading="See a GP if:")
    editor.submit()
    assert ConditionPage.objects.get(pk=page.pk).workflow_in_progress
