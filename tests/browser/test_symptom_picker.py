"""The picker of a symptom list, with script and without; data blocks under the policy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Site

from headhealth.models import SymptomListPage
from tests import factories
from tests.integration.pages.reading import public, symptom_entry


@pytest.fixture
def symptoms() -> SymptomListPage:
    """Three symptoms: migraine shares two, meningitis has one that is an emergency."""
    home = Site.objects.get(is_default_site=True).root_page
    conditions = factories.AToZPageFactory(parent=home)
    migraine, meningitis = (
        public(factories.ConditionPageFactory(parent=conditions, title=title))
        for title in ("Migraine", "Meningitis")
    )
    entries = [
        ("non_urgent", "headache", "", migraine),
        ("non_urgent", "nausea", "feeling sick", migraine),
        ("emergency", "stiff neck", "", meningitis),
    ]
    lists = factories.AToZPageFactory(
        parent=home, title="Symptoms", listed_type="headhealth.SymptomListPage"
    )
    page = factories.SymptomListPageFactory(
        parent=lists,
        title="Head symptoms",
        entries=[
            symptom_entry(
                level,
                symptom=public(factories.SymptomFactory(name=name, also_known_as=other)),
                conditions=[condition],
            )
            for level, name, other, condition in entries
        ],
    )
    return public(page)


@pytest.fixture
def page_without_script(browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_picker__works_without_script(page_without_script: Page, symptoms: SymptomListPage) -> None:
    page = page_without_script
    page.goto(symptoms.url)
    expect(page.get_by_label("Find a symptom in the list")).to_be_hidden()
    for name in ("Headache", "Nausea"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Show conditions").click()
    results = page.locator("#hh-finder-results")
    expect(results.get_by_role("listitem")).to_have_text([re.compile(r"Migraine\s+2\s+of your 2")])
    expect(page.get_by_role("checkbox", name="Headache")).to_be_checked()
    expect(page).to_have_url(re.compile(r"\?symptom=\d+&symptom=\d+#hh-finder-results$"))
    results.get_by_role("link", name="Start again").click()
    expect(page.get_by_role("checkbox", name="Headache")).not_to_be_checked()


def test_choices__are_found_as_one_types(page: Page, symptoms: SymptomListPage) -> None:
    page.goto(symptoms.url)
    field = page.get_by_label("Find a symptom in the list")
    choices = page.locator(".hh-finder__choice:visible")
    field.fill("féeling SICK")
    expect(choices).to_have_text([re.compile("Nausea")])
    expect(page.locator(".hh-finder__shown")).to_have_text("Symptoms shown: 1")
    expect(page.locator(".hh-finder__shown")).to_have_role("status")
    page.get_by_role("checkbox", name="Nausea").check()
    field.fill("no such symptom")
    # What is picked counts, so it stays in sight.
    expect(choices).to_have_text([re.compile("Nausea")])
    field.fill("")
    expect(choices).to_have_count(3)


def test_result__follows_every_change_and_is_announced(
    page: Page, symptoms: SymptomListPage
) -> None:
    page.goto(symptoms.url)
    results = page.locator("#hh-finder-results")
    announced = page.locator(".hh-finder__announcement")
    expect(announced).to_have_role("status")
    # By the keyboard.
    page.get_by_role("checkbox", name="Headache").focus()
    page.keyboard.press("Space")
    expect(results.get_by_role("link", name="Migraine")).to_be_visible()
    expect(announced).to_have_text("1 condition on this page goes with what you picked")
    expect(page.get_by_role("checkbox", name="Headache")).to_be_focused()
    page.get_by_role("checkbox", name="Stiff neck").check()
    expect(results.locator(".hh-conditions__title")).to_have_text(["Meningitis", "Migraine"])
    expect(results.locator(".hh-care-card--emergency")).to_be_visible()
    expect(announced).to_contain_text("Get help now")
    expect(page).to_have_url(re.compile(r"\?symptom=\d+&symptom=\d+$"))
    page.reload()
    expect(page.get_by_role("checkbox", name="Stiff neck")).to_be_checked()
    expect(results.locator(".hh-conditions__title")).to_have_text(["Meningitis", "Migraine"])


def test_structured_data__needs_no_exception_in_the_policy(
    page: Page, symptoms: SymptomListPage
) -> None:
    """A violation would be logged, and a page that logs an error fails its test."""
    response = page.goto(symptoms.url)
    assert response is not None
    assert "unsafe-inline" not in response.headers["content-security-policy"]
    data = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(data or "")["name"] == "Head symptoms"
