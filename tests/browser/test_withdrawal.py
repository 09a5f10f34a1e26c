"""A page that is withdrawn with a reason: gone everywhere, and back only with a review."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from playwright.sync_api import Page, expect

from headhealth.models import ConditionPage
from tests.browser.conftest import PageWatch
from tests.browser.demo_site import DemoSite
from tests.browser.page_editor import PageEditor
from tests.browser.reviewing import Dashboard
from tests.factories import ConditionPageFactory, published

TITLE = "Hangover headache"
REASON = "It advised what is no longer advised."


def test_withdrawal(demo: DemoSite, open_page: Callable[..., Page], page_watch: PageWatch) -> None:
    page_watch.expect(r"status of 4(00|04|10)")
    editor, approver = demo.accounts["editor"], demo.accounts["reviewer2"]
    parent = demo.indexes["conditions"]
    live = published(
        ConditionPageFactory(title=TITLE, parent=parent), author=editor, approver=approver
    )
    instead = ConditionPageFactory(title="Headache after drinking", parent=parent)
    published(instead, author=editor, approver=approver)
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    address = ConditionPage.objects.get(pk=live.pk).get_url_parts()[2]
    reader = open_page()

    def readers_find_it() -> bool:
        reader.goto("/conditions/")
        listed = reader.get_by_role("main").get_by_role("link", name=TITLE).count()
        reader.goto(f"/search/?q={TITLE.replace(' ', '+')}")
        found = reader.get_by_role("main").get_by_role("link", name=TITLE).count()
        assert bool(listed) == bool(found)
        return bool(listed)

    assert readers_find_it()

    # The publisher withdraws it, says why, and names a page to read instead.
    publisher = PageEditor(open_page(demo.accounts["publisher"]))
    page = publisher.page
    page.goto(f"/admin/pages/{live.pk}/unpublish/")
    page.get_by_label("Reason, for readers").fill(REASON)
    page.get_by_role("button", name="Choose a page").click()
    page.get_by_role("textbox", name="Search term").fill("Headache after drinking")
    page.get_by_role("link", name="Headache after drinking", exact=True).click()
    page.get_by_role("button", name="Yes, unpublish it").click()
    page.wait_for_url("**/admin/pages/*/")

    # Its address says so, and leads on.
    response = reader.goto(address)
    assert response is not None and response.status == 410
    main = reader.get_by_role("main")
    expect(main).to_contain_text(REASON)
    expect(main.get_by_role("link", name="Headache after drinking")).to_be_visible()
    assert not readers_find_it()

    # Nobody can publish it, and the editor says what brings it back.
    publisher.open(live.pk)
    page.get_by_role("button", name="Toggle status").click()
    expect(page.get_by_role("region", name="Medical review")).to_contain_text("Withdrawn on")
    offered = [action.inner_text().strip() for action in publisher.open_actions().all()]
    assert not [label for label in offered if label.startswith("Publish")]

    # A review brings it back. The reviewer is told why it was away.
    publisher.open(live.pk)
    publisher.submit()
    reviewer = open_page(demo.accounts["reviewer"])
    reviewer.goto("/admin/")
    modal = Dashboard(reviewer).decide(TITLE, "Review and approve")
    expect(modal.root).to_contain_text("It was withdrawn on")
    expect(modal.root).to_contain_text(REASON)
    modal.tick_everything()
    with reviewer.expect_navigation():
        modal.press("Approve")
    expect(Dashboard(reviewer).awaiting_review).to_have_count(0)
    response = reader.goto(address)
    assert response is not None and response.status == 200
    assert readers_find_it()
