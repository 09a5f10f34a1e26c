"""What the pictures of the guide show: who looks, and what they do first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page


@dataclass(frozen=True)
class Scene:
    """One picture: of the window, or of the part of the page that ``frame`` finds."""

    name: str
    play: Callable[[Page], Any]
    user: str
    """Who is signed in."""
    width: int = 1280
    height: int = 800
    frame: Callable[[Page], Any] | None = None


def at(path: str) -> Callable[[Page], None]:
    def play(page: Page) -> None:
        page.goto(path)

    return play


def key_of(page: Page, title: str) -> str:
    """The key of the page of the demo with that title."""
    page.goto(f"/admin/pages/search/?q={title}")
    edit = page.get_by_role("main").get_by_role("link", name=title, exact=True).first
    found = re.search(r"/pages/(\d+)/", edit.get_attribute("href") or "")
    assert found, title
    return found[1]


def approve(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("button", name="Review and approve").first.click()
    page.locator(".modal-content").get_by_role("heading", level=1).wait_for()


def describe_request(page: Page) -> None:
    """The step after submitting, for what waits already."""
    page.goto(f"/admin/pages/{key_of(page, 'Asthma')}/edit/#tab-review")
    page.get_by_role("link", name="Change the comment or the day").first.click()
    page.get_by_role("button", name="Tell the reviewers").wait_for()


def publish_urgently(page: Page) -> None:
    key = key_of(page, "Migraine")
    page.goto(f"/admin/headhealth/urgent/headhealth/conditionpage/{key}/")


def ask_for_reviews(page: Page) -> None:
    """Of all that cites the source that most pages cite."""
    page.goto("/admin/snippets/headhealth/source/?ordering=-citing_pages")
    page.locator("tbody tr a").first.click()
    key = re.search(r"/edit/([^/]+)/", page.url)
    assert key
    page.goto(f"/admin/headhealth/re-reviews/ask/?shows=headhealth.source:{key[1]}")
    page.get_by_label("Reason").fill("A new edition has come out. Does the advice still hold?")
    page.get_by_role("button", name=re.compile("^Ask for")).click()
    page.get_by_text(re.compile("Reviews were asked for of")).wait_for(timeout=120_000)


def open_evidence(page: Page) -> None:
    key = key_of(page, "Tension-type headache")
    page.goto(f"/admin/headhealth/evidence/headhealth.conditionpage/{key}/")


SCENES = [
    Scene("dashboard-editor", at("/admin/"), user="editor", height=900),
    Scene("submit", describe_request, user="editor", height=720),
    Scene("dashboard-reviewer", at("/admin/"), user="reviewer", height=1060),
    Scene("approve", approve, user="reviewer", height=1100),
    Scene(
        "dashboard-lead",
        at("/admin/"),
        user="publisher",
        frame=lambda page: page.get_by_role("region", name="Reviews of the next 12 months"),
    ),
    Scene("report", at("/admin/reports/medical-review/"), user="publisher", height=900),
    Scene("policy", at("/admin/settings/headhealth/reviewpolicy/"), user="publisher", height=1100),
    Scene("urgent", publish_urgently, user="publisher", height=1130),
    Scene("evidence", open_evidence, user="publisher", height=1000),
    # Last: it changes what the others show.
    Scene("re-review", ask_for_reviews, user="publisher", height=800),
]
