"""Deciding as a medical reviewer: from the editor, on a phone, with the keyboard, on a schedule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from headhealth.models import ConditionPage, MedicalReview
from tests.browser.conftest import PageWatch
from tests.browser.demo_site import DemoSite
from tests.browser.page_editor import PageEditor
from tests.browser.reviewing import Dashboard, ReviewModal
from tests.factories import ConditionPageFactory, published, submit
from tests.quality.axe_check import THEMES

TITLE = "Eye strain headache"

_FOCUSED_NAME = """() => {
    const { labels, ariaLabel, innerText } = document.activeElement;
    const labelled = [...(labels || [])].map((label) => label.innerText).join();
    return labelled || ariaLabel || innerText || "";
}"""


@pytest.fixture
def waiting(demo: DemoSite) -> ConditionPage:
    """A live condition with a change that waits for a medical reviewer."""
    page = ConditionPageFactory(title=TITLE, parent=demo.indexes["conditions"])
    page = published(page, author=demo.accounts["editor"], approver=demo.accounts["reviewer2"])
    page.summary = "Rest your eyes every hour."
    submit(page, user=demo.accounts["editor"])
    return page


@pytest.fixture
def reviewer(demo: DemoSite, open_page: Callable[..., Page]) -> Page:
    page = open_page(demo.accounts["reviewer"])
    page.goto("/admin/")
    return page


def public_summary(page: ConditionPage) -> str:
    return ConditionPage.objects.get(pk=page.pk).summary


def test_approve__from_the_editor(waiting: ConditionPage, reviewer: Page) -> None:
    editor = PageEditor(reviewer)
    editor.open(waiting.pk)
    expect(reviewer.locator(".messages")).to_contain_text("If you edit it here you become one of")

    editor.press("Review and approve")
    modal = ReviewModal(reviewer)
    expect(modal.changes.locator("del")).to_contain_text("headaches pass without treatment")
    modal.tick_everything()
    modal.press("Approve")

    expect(reviewer.locator(".messages .success")).to_be_visible()
    assert public_summary(waiting) == "Rest your eyes every hour."


def test_claim__keeps_what_was_filled_in(
    waiting: ConditionPage, reviewer: Page, demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    modal = Dashboard(reviewer).decide(TITLE, "Review and approve")
    modal.comment.fill("Half read.")
    modal.press("I am looking at it")
    said = modal.root.get_by_role("status").filter(has_text="that you are looking at")
    expect(said).to_be_focused()
    expect(modal.comment).to_have_value("Half read.")

    other = open_page(demo.accounts["reviewer3"])
    other.goto("/admin/")
    expect(other.get_by_text("Amara Okafor is looking at it.")).to_be_visible()
    modal = Dashboard(other).decide(TITLE, "Review and approve")
    expect(modal.root).to_contain_text("Amara Okafor has been looking at it since")


def test_approve__of_only_the_changes(
    waiting: ConditionPage, reviewer: Page, open_page: Callable[..., Page]
) -> None:
    dashboard = Dashboard(reviewer)
    modal = dashboard.decide(TITLE, "Review and approve")
    modal.tick_everything()
    modal.root.get_by_role("radio", name="Only these changes").check()
    modal.press("Approve")
    expect(dashboard.awaiting_review).to_have_count(0)

    reader = open_page()
    reader.goto(waiting.get_url_parts()[2])
    expect(reader.get_by_text("Last reviewed on")).to_contain_text("Dr Tomasz Lindqvist")
    expect(reader.get_by_text("Updated on")).to_contain_text("Dr Amara Okafor")


def test_approve__at_390_pixels(waiting: ConditionPage, reviewer: Page) -> None:
    reviewer.set_viewport_size({"width": 390, "height": 844})
    dashboard = Dashboard(reviewer)
    modal = dashboard.decide(TITLE, "Review and approve")
    modal.press("Approve")
    expect(modal.errors).to_have_count(4)
    expect(modal.whole_page).to_be_focused()

    # Nothing sticks out sideways, and what one taps is large enough to hit (WCAG 2.5.8).
    sideways = "element => element.scrollWidth - element.clientWidth"
    assert modal.root.locator(".modal-body").evaluate(sideways) <= 0
    for control in [modal.whole_page, modal.warning_signs, modal.plain_language]:
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] + box["width"] <= 390

    modal.tick_everything()
    modal.press("Approve")
    expect(dashboard.awaiting_review).to_have_count(0)
    assert public_summary(waiting) == "Rest your eyes every hour."


@pytest.mark.parametrize("action", ["Review and approve", "Request changes"])
def test_modal__is_accessible(action: str, waiting: ConditionPage, reviewer: Page) -> None:
    modal = Dashboard(reviewer).decide(TITLE, action)
    modal.press("Approve" if action == "Review and approve" else action)
    expect(modal.errors.first).to_be_visible()

    for theme in THEMES:
        reviewer.emulate_media(color_scheme=theme)
        found = Axe().run(reviewer, context=".modal-body")
        assert found.violations_count == 0, f"{theme}: {found.generate_report()}"
    dialog = reviewer.get_by_role("dialog", name=f"{action} {TITLE}")
    expect(dialog).to_have_attribute("aria-modal", "true")
    reviewer.keyboard.press("Escape")
    expect(modal.root).to_have_count(0)


def test_approve__with_the_keyboard_alone(waiting: ConditionPage, reviewer: Page) -> None:
    keyboard = reviewer.keyboard
    dashboard = Dashboard(reviewer)

    def tab_to(name: str) -> None:
        """Go on with the Tab key until what has that name is in focus."""
        for _step in range(40):
            keyboard.press("Tab")
            if name in reviewer.evaluate(_FOCUSED_NAME):
                return
        pytest.fail(f"The Tab key does not lead to “{name}”.")

    tab_to("Review and approve")
    keyboard.press("Enter")
    modal = ReviewModal(reviewer)

    tab_to("The whole page")
    keyboard.press("Space")
    tab_to("Sources checked on")
    # The same day whether the browser asks for the day or the month first.
    keyboard.type(f"{date.today().replace(month=1, day=1):%d%m%Y}")
    tab_to("Warning signs are covered")
    keyboard.press("Space")
    tab_to("The language is plain")
    keyboard.press("Space")
    tab_to("Comment")
    keyboard.type("Checked.")
    tab_to("Approve")
    keyboard.press("Enter")

    expect(dashboard.awaiting_review).to_have_count(0)
    expect(modal.root).to_have_count(0)
    assert MedicalReview.objects.for_object(waiting).newest_first().first().comment == "Checked."


def test_approve__of_a_scheduled_page(
    demo: DemoSite, reviewer: Page, open_page: Callable[..., Page], page_watch: PageWatch
) -> None:
    goes_live = timezone.localtime() + timedelta(days=14)
    page = ConditionPageFactory(
        title=TITLE, parent=demo.indexes["conditions"], go_live_at=goes_live
    )
    submit(page, user=demo.accounts["editor"])
    dashboard = Dashboard(reviewer)
    dashboard.open()

    modal = dashboard.decide(TITLE, "Review and approve")
    expect(modal.root.get_by_role("radio")).to_have_count(1)
    expect(modal.root).to_contain_text("The first review covers all of it.")
    day = date_format(timezone.localtime(goes_live), "j F Y, H:i")
    expect(modal.root).to_contain_text(f"this version is published on {day}")
    modal.tick_everything()
    modal.press("Approve")
    expect(dashboard.awaiting_review).to_have_count(0)

    page.refresh_from_db()
    assert page.approved_schedule
    page_watch.expect(r"status of 404")
    assert open_page().goto(page.get_url_parts()[2]).status == 404


def test_approve__of_what_changed_while_it_was_read(
    waiting: ConditionPage, demo: DemoSite, reviewer: Page
) -> None:
    dashboard = Dashboard(reviewer)
    modal = dashboard.decide(TITLE, "Review and approve")
    modal.tick_everything()
    draft = waiting.get_latest_revision_as_object()
    draft.summary = "Rest your eyes twice an hour."
    draft.save_revision(user=demo.accounts["reviewer2"])

    modal.press("Approve")
    said = modal.root.get_by_text("The content changed while you were reading it, or something")
    expect(said).to_be_in_viewport()
    expect(modal.root.get_by_role("alert")).to_be_focused()
    expect(modal.changes).to_contain_text("twice an hour")
    # What was ticked was ticked for what was read before.
    expect(modal.warning_signs).not_to_be_checked()
    modal.tick_everything()
    modal.press("Approve")

    expect(reviewer.locator(".messages .success")).to_contain_text("Readers see this version now.")
    expect(dashboard.awaiting_review).to_have_count(0)
    assert public_summary(waiting) == "Rest your eyes twice an hour."
