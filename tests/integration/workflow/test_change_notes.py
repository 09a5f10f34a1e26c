"""What the approval says to readers about a change: suggested, and put better by the reviewer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale

from headhealth.models import ConditionPage, MedicalReview, TreatmentPage
from tests import factories
from tests.integration.gate.admin_doors import page_url

MODAL = {"x-requested-with": "XMLHttpRequest"}
QUESTION = ("question", {"question": "Is it safe?", "answer": "<p>Yes.</p>"})
CARD = ("care_card", {"level": "urgent", "heading": "Call 111 if:", "text": "<p>it hurts.</p>"})


def section(heading: str, text: str = "<p>It is common.</p>") -> tuple[str, Any]:
    return factories.text_section(heading, text)


def suggestion(client: Client, state: Any) -> str:
    """What the approval form proposes."""
    page = state.workflow_state.content_object
    url = page_url("workflow_action", page, "approve", state.pk)
    html = json.loads(client.get(url, headers=MODAL).content)["html"]
    field = BeautifulSoup(html, "html.parser").find("input", {"name": "change_note"})
    return field.get("value", "")


def body(page: Any, *blocks: Any) -> Any:
    """The stream as code that knows the ids of the blocks would write it."""
    return page.body.stream_block.normalize(list(blocks))


def test_first_review__is_suggested_as_published(draft, editor, reviewer, client_of):
    state = factories.submit(draft, user=editor)
    assert suggestion(client_of(reviewer), state) == "First published"
    factories.approve(state, user=reviewer)
    assert MedicalReview.objects.get().change_note == "First published"


LONG = "A heading that goes on and on " * 5

CHANGES = {
    "nothing": ({}, "Reviewed again, nothing changed"),
    "fields": (
        {"title": "New", "summary": "New", "also_known_as": "x"},
        "Title, also known as and summary changed",
    ),
    "section": ({"body": [section("Overview", "<p>New.</p>")]}, "“Overview” changed"),
    "new section": ({"body": [section("Overview"), section("Rest")]}, "“Rest” changed"),
    "under a heading": ({"body": [section("Overview"), CARD]}, "“Overview” changed"),
    "before the first": ({"body": [CARD, section("Overview")]}, "The opening changed"),
    "heading": ({"body": [section("Rest")]}, "“Rest” and “Overview” changed"),
    "many": (
        {"body": [section(str(number)) for number in range(6)]},
        "“0”, “1”, “2”, “3” and 3 other parts changed",
    ),
    "too long to name": (
        {"body": [section(f"{LONG[:140]} {number}") for number in range(2)]},
        f"“{LONG[:140]} 0” and 2 other parts changed",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_later_review__names_what_changed(name, live, editor, reviewer, client_of):
    changes, note = CHANGES[name]
    page = ConditionPage.objects.get(pk=live.pk)
    for field, value in changes.items():
        setattr(page, field, value)
    state = factories.submit(page, user=editor)
    assert suggestion(client_of(reviewer), state) == note


def test_order__is_named_where_it_is_all_that_changed(draft, editor, reviewer, client_of):
    draft.body = [section("One"), section("Two")]
    page = factories.published(draft, author=editor, approver=reviewer)
    page.body = [section("Two"), section("One")]
    state = factories.submit(page, user=editor)
    assert suggestion(client_of(reviewer), state) == "The order of the sections changed"


def test_fields_of_a_treatment__go_by_their_names(home, editor, reviewer, client_of):
    parent = factories.AToZPageFactory(parent=home, listed_type="headhealth.TreatmentPage")
    page = factories.published(factories.TreatmentPageFactory(parent=parent), author=editor)
    page = TreatmentPage.objects.get(pk=page.pk)
    page.benefits = "<p>New.</p>"
    page.faq = [QUESTION]
    state = factories.submit(page, user=editor)
    faq = TreatmentPage._meta.get_field("faq").verbose_name
    assert suggestion(client_of(reviewer), state) == f"Benefits and {faq} changed"


def test_reviewers_words__replace_the_suggestion_on_one_line(draft, editor, reviewer):
    answers = {"change_note": " The dose\nwas wrong. \x00", "is_correction": "on"}
    factories.approve(factories.submit(draft, user=editor), user=reviewer, **answers)
    review = MedicalReview.objects.get()
    assert review.change_note == "The dose was wrong."
    assert review.is_correction


def test_note_that_is_too_long__is_refused_in_the_form(draft, editor, reviewer, client_of):
    state = factories.submit(draft, user=editor)
    url = page_url("workflow_action", draft, "approve", state.pk)
    answers = factories.checklist(state, change_note="x" * 201)
    answer = client_of(reviewer).post(url, answers, headers=MODAL)
    assert "at most 200 characters" in json.loads(answer.content)["html"]
    assert not MedicalReview.objects.exists()


def test_suggestion__is_in_the_language_of_the_page(draft, editor, reviewer, client_of, settings):
    """Django's own word stands for ours, which have no translation yet."""
    page = factories.published(draft, author=editor, approver=reviewer)
    ConditionPage.objects.filter(pk=page.pk).update(
        locale=Locale.objects.get_or_create(language_code="fr")[0]
    )
    page = ConditionPage.objects.get(pk=page.pk)
    page.title, page.summary = "x", "y"
    state = factories.submit(page, user=editor)
    assert suggestion(client_of(reviewer), state) == "Titre et summary changed"
