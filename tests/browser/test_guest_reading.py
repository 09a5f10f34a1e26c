"""An expert from outside is asked, reads on a phone and answers; the reviewer sees it."""

from __future__ import annotations

from collections.abc import Callable
from pprint import pformat

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from headhealth.guest_reading.invite import invite_guest
from headhealth.models import ConditionPage, GuestOpinion
from tests.browser.conftest import PageWatch
from tests.browser.demo_site import DemoSite
from tests.browser.page_editor import PageEditor
from tests.browser.reviewing import ReviewModal
from tests.factories import ConditionPageFactory, published, submit, text_section
from tests.quality.axe_check import axe_findings

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def waiting(demo: DemoSite) -> ConditionPage:
    """A live condition with a change that waits for a medical reviewer."""
    page = ConditionPageFactory(title="Eye strain headache", parent=demo.indexes["conditions"])
    page = published(page, author=demo.accounts["editor"], approver=demo.accounts["reviewer2"])
    page.summary = "Rest your eyes every hour."
    page.body = [
        text_section("Overview", "<p>It is common in people who work at a screen.</p>"),
        text_section("Treatments", "<p>Look away every 20 minutes.</p>"),
    ]
    submit(page, user=demo.accounts["editor"])
    return page


def invite(desk: Page, waiting: ConditionPage) -> str:
    """Ask an expert from the page editor. Returns the path of the link."""
    editor = PageEditor(desk)
    editor.open(waiting.pk)
    editor.open_tab("Review").get_by_role("link", name="Ask an outside expert").click()
    desk.get_by_label("Name").fill("Dr Ada Guest")
    desk.get_by_label("Qualification and place of work").fill("Ophthalmologist, City Hospital")
    desk.get_by_label("Message").fill("Is 20 minutes right?")
    desk.get_by_label("7 days").check()
    desk.get_by_role("button", name="Invite").click()
    link = desk.get_by_label("Link", exact=True).input_value()
    return "/guest/" + link.partition("/guest/")[2]


def write_comment(guest: Page, heading: str, text: str) -> None:
    guest.get_by_text(f"Comment on “{heading}”", exact=True).click()
    guest.get_by_label(f"Your comment on “{heading}”").fill(text)


def test_guest__reads_comments_and_answers_on_a_phone(
    waiting: ConditionPage,
    demo: DemoSite,
    open_page: Callable[..., Page],
    page_watch: PageWatch,
) -> None:
    desk = open_page(demo.accounts["editor"])
    path = invite(desk, waiting)

    guest = open_page()
    guest.set_viewport_size(PHONE)
    guest.goto(path)
    expect(guest.get_by_role("heading", level=1)).to_contain_text("Eye strain headache")
    expect(guest.locator("main")).to_contain_text("Rest your eyes every hour.")
    expect(guest.locator("main")).to_contain_text("Is 20 minutes right?")
    guest.get_by_text("What changed since the version").click()
    expect(guest.locator(".hh-diff ins").first).to_be_visible()
    width = guest.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    assert guest.context.cookies() == []

    write_comment(guest, "Overview", "Also in children.")
    guest.get_by_role("button", name="Save your comment on “Overview”").click()
    expect(guest.locator("#hh-at-overview").get_by_role("status")).to_contain_text("Saved at")
    expect(guest.get_by_label("Your comment on “Overview”")).to_have_value("Also in children.")

    write_comment(guest, "Treatments", "20 minutes is right.")
    guest.get_by_role("button", name="Check and send").click()
    expect(guest.get_by_role("alert")).to_contain_text("Choose one of the answers.")
    expect(guest.get_by_label("Your comment on “Treatments”")).to_have_value("20 minutes is right.")
    guest.get_by_label("I agree if some things are changed").check()
    guest.get_by_label("Your interests").fill("None.")
    guest.get_by_role("button", name="Check and send").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Check your opinion")
    guest.get_by_role("button", name="Send my opinion").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Thank you for your opinion")
    guest.goto(path)
    expect(guest.locator("main")).to_contain_text("Also in children.")
    assert GuestOpinion.objects.get().verdict == "agree_with_changes"

    reviewer = open_page(demo.accounts["reviewer"])
    reviewer = open_page(demo.accounts["reviewer"])
    editor = PageEditor(reviewer)
    editor.open(waiting.pk)
    editor.press("Review and approve")
    form = ReviewModal(reviewer).root
    expect(form).to_contain_text("It is no approval")
    expect(form).to_contain_text("Dr Ada Guest, Ophthalmologist, City Hospital")
    expect(form).to_contain_text("20 minutes is right.")

    desk.get_by_role("link", name="Back", exact=True).click()
    desk.get_by_role("link", name="Revoke the invitation of Dr Ada Guest").click()
    desk.get_by_role("button", name="Revoke it").click()
    expect(desk.locator(".messages")).to_contain_text("The link of Dr Ada Guest has ended.")
    page_watch.expect(r"status of 410")
    guest.goto(path)
    expect(guest.get_by_role("heading", level=1)).to_have_text("This link does not work")
    expect(guest.locator("main")).not_to_contain_text("Eye strain")


def test_guest__writes_by_keyboard_and_without_script(
    waiting: ConditionPage, demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    _invitation, token = invite_guest(
        obj=waiting, user=demo.accounts["editor"], days=7, guest_name="Ada"
    )
    guest = open_page(java_script_enabled=False)
    guest.goto(f"/guest/{token}/")
    summary = guest.locator("#hh-at-overview summary")
    summary.focus()
    guest.keyboard.press("Enter")
    guest.keyboard.press("Tab")
    guest.keyboard.type("Also in children.")
    guest.keyboard.press("Tab")
    guest.keyboard.press("Enter")
    expect(guest.locator("#hh-at-overview").get_by_role("status")).to_contain_text("Saved at")
    expect(guest.get_by_label("Your comment on “Overview”")).to_have_value("Also in children.")


def test_guest__is_asked_before_leaving_what_is_not_saved(
    waiting: ConditionPage, demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    _invitation, token = invite_guest(
        obj=waiting, user=demo.accounts["editor"], days=7, guest_name="Ada"
    )
    guest = open_page()
    guest.goto(f"/guest/{token}/")
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    guest.on("dialog", stay)
    guest.get_by_label("Remarks on the whole text").fill("Not saved yet.")
    guest.close(run_before_unload=True)
    guest.wait_for_event("dialog") if not asked else None
    assert asked == ["beforeunload"]
    guest.get_by_role("button", name="Save and go on later").click()
    expect(guest.locator(".hh-guest__opinion").get_by_role("status")).to_contain_text("Saved at")


def test_axe__finds_nothing_on_what_a_guest_sees(
    waiting: ConditionPage,
    demo: DemoSite,
    open_page: Callable[..., Page],
    page_watch: PageWatch,
) -> None:
    _invitation, token = invite_guest(
        obj=waiting, user=demo.accounts["editor"], days=7, guest_name="Ada", message="Well?"
    )
    page_watch.expect(r"status of 410")
    guest = open_page()
    found = {}

    def look(name: str) -> None:
        if findings := axe_findings(guest):
            found[name] = findings

    guest.goto(f"/guest/{token}/")
    look("text")
    guest.get_by_role("button", name="Check and send").click()
    expect(guest.get_by_role("alert")).to_be_visible()
    look("errors")
    guest.get_by_label("I cannot judge it").check()
    guest.get_by_label("Your interests").fill("None.")
    guest.get_by_label("Your comment on “Overview”").fill("Not my subject.")
    guest.get_by_role("button", name="Check and send").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Check your opinion")
    look("check")
    guest.get_by_role("button", name="Send my opinion").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Thank you for your opinion")
    look("thanks")
    guest.goto("/guest/made-up/")
    look("ended")
    assert not found, pformat(found)
