"""What an editor's form saved by itself is no version of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Revision

from headhealth.admin import concurrent_edits
from tests.browser.demo_site import DemoSite
from tests.browser.page_editor import PageEditor
from tests.factories import ConditionPageFactory, published

TITLE = "Headache after flying"


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing counts as under way: the form itself has to know."""
    monkeypatch.setattr(concurrent_edits, "UNDER_WAY", timedelta(0))


def autosaved(editor: PageEditor, text: str) -> None:
    """Write at once, and wait until that is saved by itself.

    Typed letter by letter on a slow machine, one save is sent before the one ahead of it is
    answered; Wagtail takes that for another window's and stops.
    """
    with editor.page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.ok and "/pages/" in answer.url
    ):
        editor.summary.fill(text)
    expect(editor.page.locator("[data-w-autosave-state-value=saved]")).to_be_attached()


def test_save_after_autosave__speaks_of_no_other_version(
    demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    page = ConditionPageFactory(title=TITLE, parent=demo.indexes["conditions"])
    page = published(page, author=demo.accounts["editor"], approver=demo.accounts["reviewer"])
    editor = PageEditor(open_page(demo.accounts["editor"]))
    editor.open(page.pk)
    expect(editor.page.locator("html[data-watches-for-edits]")).to_be_attached()
    before = Revision.objects.for_instance(page).count()
    for text in ("Drink water.", "Drink water. And rest."):
        autosaved(editor, text)
    assert Revision.objects.for_instance(page).count() == before + 1
    editor.save_draft()
    expect(editor.page.locator(".messages")).not_to_contain_text("had not seen")
    expect(editor.page.locator(".messages")).not_to_contain_text("another window")
