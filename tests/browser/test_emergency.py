"""Something on a page is dangerous: it is public at once, says so, and is reviewed afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import Page, expect

from headhealth.models import ConditionPage
from tests.browser.conftest import PageWatch
from tests.browser.demo_site import DemoSite
from tests.browser.page_editor import PageEditor
from tests.browser.reviewing import Dashboard
from tests.factories import ConditionPageFactory, published

TITLE = "Headache after sport"
WRONG = "Take ten tablets."
RIGHT = "Take one tablet, and no more than the leaflet says."
REASON = "The page gives ten times the dose that the leaflet gives."
PHONE = {"width": 390, "height": 844}


def test_urgent_change(
    demo: DemoSite, open_page: Callable[..., Page], page_watch: PageWatch
) -> None:
    # What is half written is saved by itself.
    page_watch.expect(r"status of 400 .*/edit/\)$")
    wrong = ConditionPageFactory(title=TITLE, summary=WRONG, parent=demo.indexes["conditions"])
    live = published(wrong, author=demo.accounts["editor"], approver=demo.accounts["reviewer2"])
    address = ConditionPage.objects.get(pk=live.pk).get_url_parts()[2]
    reader = open_page()
    reader.set_viewport_size(PHONE)
    reader.goto(address)
    expect(reader.get_by_role("main")).to_contain_text("Medically reviewed on")

    # The publisher mends it. The last item of the menu leads to a question.
    publisher = PageEditor(open_page(demo.accounts["publisher"]))
    publisher.open(live.pk)
    publisher.summary.fill(RIGHT)
    publisher.press("Publish urgently…")
    page = publisher.page
    expect(
        page.get_by_role("heading", name=re.compile("Publish urgently"), level=1)
    ).to_be_visible()
    # What was typed is in it, beside what readers see now.
    expect(page.locator("ins").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("one tablet")

    # Without a reason and a tick nothing happens; what was typed stays.
    confirm = page.get_by_role("button", name="Publish it now, before its review")
    reason = page.get_by_label("Why can it not wait for a medical review?")
    reason.fill(REASON)
    confirm.click()
    expect(page.get_by_text("Tick to confirm.")).to_be_visible()
    expect(reason).to_have_value(REASON)
    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text(WRONG)

    # With both it is public. By keyboard, as by mouse.
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    confirm.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages .success")).to_contain_text("awaits its review")

    # The reader on a phone sees the change, and that nobody has reviewed it yet.
    reader.reload()
    main = reader.get_by_role("main")
    expect(main).to_contain_text(RIGHT)
    notice = main.get_by_role("note").filter(has_text="Updated urgently on")
    expect(notice).to_be_in_viewport()
    expect(notice).to_contain_text("awaiting full review")
    expect(main).not_to_contain_text("Medically reviewed on")

    # Every reviewer was told, with the reason.
    told = {each.to[0] for each in mail.outbox if REASON in each.body}
    assert {"amara.okafor@example.org", "tomasz.lindqvist@example.org"} <= told

    # The reviewer finds it on the dashboard and approves it.
    reviewer = open_page(demo.accounts["reviewer"])
    reviewer.goto("/admin/")
    modal = Dashboard(reviewer).decide(TITLE, "Review and approve")
    expect(modal.root).to_contain_text("readers see it already")
    expect(modal.root).to_contain_text(REASON)
    modal.tick_everything()
    with reviewer.expect_navigation():
        modal.press("Approve")
    expect(Dashboard(reviewer).awaiting_review).to_have_count(0)

    # Nothing is left of the notice.
    reader.reload()
    expect(main).to_contain_text("Medically reviewed on")
    expect(main).not_to_contain_text("urgently")
