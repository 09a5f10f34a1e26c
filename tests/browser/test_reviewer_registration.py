"""A reviewer's registration: one person enters it, another confirms it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from headhealth.models import Contributor
from headhealth.review.contributor import registered_reviewer
from tests.browser.demo_site import DemoSite


def test_registration__is_confirmed_by_a_second_person(
    demo: DemoSite, open_page: Callable[..., Page]
) -> None:
    pharmacist = Contributor.objects.get(name="Priya Nair")
    address = f"/admin/snippets/headhealth/contributor/edit/{pharmacist.pk}/"

    # The administrator enters it, and cannot confirm it as well.
    admin = open_page(demo.accounts["admin"])
    admin.goto(address)
    admin.get_by_role("tab", name="Medical reviewer").click()
    admin.locator("select[name=user]").select_option(label="Sam Reed (editor)")
    admin.locator("input[name=reviewer_from]").fill("2026-01-01")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator(".messages .success")).to_be_visible()
    admin.goto(address)
    admin.get_by_role("tab", name="Medical reviewer").click()
    expect(admin.get_by_role("main")).to_contain_text("A second person has to confirm")
    expect(admin.get_by_text("Confirm registration")).to_have_count(0)
    assert registered_reviewer(demo.accounts["editor"]) is None

    # The publisher compares the details with the register, and confirms.
    publisher = open_page(demo.accounts["publisher"])
    publisher.goto(address)
    publisher.get_by_role("tab", name="Medical reviewer").click()
    panel = publisher.get_by_role("tabpanel", name="Medical reviewer")
    panel.get_by_role("link", name="Confirm registration").click()
    facts = publisher.get_by_role("main")
    for fact in ["Priya Nair", "General Pharmaceutical Council", "DEMO-2099001", "Alex Marchetti"]:
        expect(facts).to_contain_text(fact)
    publisher.get_by_role("button", name="Confirm registration").click()
    expect(publisher.locator(".messages .success")).to_contain_text(
        "The registration of Priya Nair is confirmed, but the account is in no group that reviews."
    )
    publisher.get_by_role("tab", name="Medical reviewer").click()
    expect(panel).to_contain_text("Registration confirmed by Grace Holloway")
    assert registered_reviewer(demo.accounts["editor"]) == pharmacist
