"""What readers are told of a page that was published urgently, until somebody has reviewed it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from headhealth.models import ConditionPage
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.pages.reading import words

NOTICE = "Updated urgently on"


def publish(obj: Any, user: Any) -> Any:
    """Publish the latest version of ``obj`` urgently. Returns it as it is live."""
    publish_urgently(
        obj=obj,
        user=user,
        reason="The dose on the page is ten times too high.",
        digest=factories.digest_shown(obj.get_latest_revision_as_object()),
    )
    return type(obj)._default_manager.get(pk=obj.pk)


@pytest.fixture
def urgent(live: ConditionPage, editor: Any, publisher: Any) -> ConditionPage:
    live.summary = "Take half of it."
    live.save_revision(user=editor)
    return publish(ConditionPage.objects.get(pk=live.pk), publisher)


def read(address: str) -> BeautifulSoup:
    response = Client().get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def structured(soup: BeautifulSoup) -> str:
    return " ".join(script.text for script in soup.find_all(type="application/ld+json"))


def changes(page: Any) -> list[str]:
    soup = read(reverse("headhealth:changes_list", args=[page.pk]))
    return [words(item) for item in soup.select(".hh-changes__item")]


def test_page__says_so_under_its_title_and_claims_no_review(urgent):
    soup = read(urgent.url)
    notice = words(soup.select_one("header .hh-notice--urgent"))
    assert notice.startswith(NOTICE)
    assert "awaiting full review" in notice
    assert "Medically reviewed on" not in words(soup.main)
    about = words(soup.select_one(".hh-about"))
    assert "No medical reviewer has approved this version yet" in about
    # The review that there was is told as what it was.
    assert "The version before it was last reviewed on" in about
    assert "by Dr Reviewer, MBBS." in about


def test_structured_data__names_no_reviewer(urgent, live):
    data = structured(read(urgent.url))
    assert json.loads(data)
    assert "lastReviewed" not in data
    assert "reviewedBy" not in data


def test_approval__takes_the_notice_away(urgent, reviewer):
    factories.approve(urgent.current_workflow_task_state, user=reviewer)
    soup = read(urgent.url)
    assert NOTICE not in words(soup.main)
    assert "Medically reviewed on" in words(soup.main)
    assert "reviewedBy" in structured(soup)


def test_change_log__begins_with_it(urgent, reviewer):
    first, second = changes(urgent)
    assert "Updated urgently, awaiting full review" in first
    assert "The dose on the page" not in first
    assert "First published" in second
    factories.approve(urgent.current_workflow_task_state, user=reviewer)
    assert not any("urgently" in change for change in changes(urgent))


def test_new_page__was_published_urgently(draft, editor, publisher):
    draft.save_revision(user=editor)
    page = publish(draft, publisher)
    assert "Published urgently on" in words(read(page.url).main.header)
    assert "The version before it" not in words(read(page.url).main)
    (change,) = changes(page)
    assert "Published urgently, awaiting full review" in change


def test_text_that_was_approved_once__is_not_passed_off_as_reviewed(
    urgent, live, editor, reviewer, publisher
):
    """Back to what a later approval had replaced."""
    factories.approve(urgent.current_workflow_task_state, user=reviewer)
    page = ConditionPage.objects.get(pk=urgent.pk)
    page.summary = "Most headaches pass without treatment."
    page.save_revision(user=editor)
    page = publish(page, publisher)
    soup = read(page.url)
    assert NOTICE in words(soup.main)
    assert "reviewedBy" not in structured(soup)
    assert len(changes(page)) == 3


def test_alias__says_so_too(urgent, home):
    alias = urgent.create_alias(parent=home, update_slug="alias")
    assert NOTICE in words(read(alias.url).main)


def test_symptom__says_so(db, editor, publisher, reviewer):
    symptom = factories.published(factories.SymptomFactory(name="aura"))
    symptom.description = "Lights that move."
    symptom.save_revision(user=editor)
    symptom = publish(symptom, publisher)
    address = reverse("headhealth:symptom_detail", args=[symptom.pk, "aura"])
    soup = read(address)
    assert NOTICE in words(soup.main)
    assert "reviewedBy" not in structured(soup)
    factories.approve(symptom.current_workflow_task_state, user=reviewer)
    assert NOTICE not in words(read(address).main)


def test_later_version_that_waits_for_its_day__takes_nothing_away(urgent, editor, other_reviewer):
    urgent.current_workflow_state.cancel()
    page = ConditionPage.objects.get(pk=urgent.pk)
    page.summary = "Not before next week."
    page.go_live_at = timezone.now() + timedelta(days=7)
    factories.approve(factories.submit(page, user=editor), user=other_reviewer)
    assert NOTICE in words(read(urgent.url).main)


def test_editor__shows_who_did_it_why_and_until_when(urgent, client_of, editor):
    html = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[urgent.pk])).content
    text = words(BeautifulSoup(html, "html.parser"))
    assert "Published urgently" in text
    assert "by publisher, and not reviewed yet" in text
    assert "The dose on the page is ten times too high." in text
