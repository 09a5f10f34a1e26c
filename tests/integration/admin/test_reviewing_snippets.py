"""A reviewer, who has no rights to change symptoms, reads and decides about those in review."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from headhealth.models import Symptom
from tests import factories
from tests.integration.reader_forms.filling_in import soup


@pytest.fixture
def symptom(editor: Any, reviewer: Any) -> Symptom:
    """An approved symptom with a change that waits."""
    symptom = factories.SymptomFactory(name="stiff neck")
    symptom.save()
    symptom = factories.published(symptom, author=editor, approver=reviewer)
    symptom.description = "It hurts to bend your head."
    factories.submit(symptom, user=editor)
    return symptom


def url_of(symptom: Symptom, name: str, *args: Any) -> str:
    return reverse(symptom.snippet_viewset.get_url_name(name), args=[symptom.pk, *args])


def test_modal__links_to_what_the_reviewer_can_open(symptom, reviewer, client_of):
    client = client_of(reviewer)
    task_state = symptom.current_workflow_task_state
    url = url_of(symptom, "workflow_action", "approve", task_state.pk)
    response = client.get(url, headers={"x-requested-with": "XMLHttpRequest"})
    modal = BeautifulSoup(response.json()["html"], "html.parser")
    links = [link["href"] for link in modal.select(".hh-brief__links a")]
    assert len(links) == 2
    assert [client.get(link).status_code for link in links] == [200, 200]
    assert modal.select_one(".hh-diff ins").get_text() == "It hurts to bend your head"


def test_modal__speaks_of_no_page(symptom, reviewer, client_of):
    url = url_of(symptom, "workflow_action", "approve", symptom.current_workflow_task_state.pk)
    response = client_of(reviewer).get(url, headers={"x-requested-with": "XMLHttpRequest"})
    text = BeautifulSoup(response.json()["html"], "html.parser").get_text(" ")
    assert "All of it" in text
    assert "page" not in text
    assert "change log" not in text


def test_versions__are_closed_to_reviewers_once_it_is_decided(symptom, reviewer, client_of):
    url = url_of(symptom, "revisions_view", symptom.latest_revision_id)
    factories.approve(symptom.current_workflow_task_state, user=reviewer)
    assert client_of(reviewer).get(url).status_code == 302


def test_editor__offers_the_review_first(symptom, reviewer, client_of):
    response = client_of(reviewer).get(url_of(symptom, "edit"))
    text = " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())
    assert "waiting for your medical review" in text
    assert "and Publish" not in text
    assert text.index("Review and approve") < text.index("Save draft")


def test_locked_snippet__does_not_offer_to_unpublish_first(editor, reviewer, publisher, client_of):
    symptom = factories.published(factories.SymptomFactory(name="aura"), approver=reviewer)
    symptom.locked, symptom.locked_by, symptom.locked_at = True, editor, timezone.now()
    symptom.save()
    url = Symptom.snippet_viewset.get_url_name("edit")
    page = soup(client_of(publisher).get(reverse(url, args=[symptom.pk])))
    actions = [" ".join(item.get_text().split()) for item in page.select("footer button, footer a")]
    assert actions.index("Locked") < actions.index("Unpublish")


def test_earlier_version__saved_without_its_description_is_told_what_is_missing(
    editor, reviewer, superuser, client_of
):
    symptom = factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)
    names = (symptom.pk, symptom.latest_revision_id)
    url = reverse("wagtailsnippets_headhealth_symptom:revisions_revert", args=names)
    response = client_of(superuser).post(url, {"name": "aura", "description": ""})
    assert response.status_code == 200
    assert "This field cannot be blank." in response.content.decode()
    assert symptom.revisions.count() == 1
