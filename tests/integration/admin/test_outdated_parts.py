"""What is out of date in an approval is said where editors and reviewers look."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from headhealth.models import ConditionPage, Source
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.audit.histories import approve_next
from tests.integration.review.test_dependencies import body, symptom_list

MODAL = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def source(db: Any) -> Source:
    return factories.SourceFactory(title="Old guideline")


@pytest.fixture
def article(draft: ConditionPage, source: Source, editor: Any, reviewer: Any) -> ConditionPage:
    draft.sources = [("source", source)]
    return factories.published(draft, author=editor, approver=reviewer)


def change(source: Source, client: Any) -> None:
    """In the form of the source, as an editor does it."""
    url = reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk])
    form = {
        name: getattr(source, name) or ""
        for name in ("type", "authors", "publisher", "year", "url", "doi", "pmid")
    }
    assert (
        client.post(url, {**form, "title": "New guideline", "accessed_on": ""}).status_code == 302
    )


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_editor__says_what_changed_and_who_did_it(article, source, publisher, client_of):
    desk = client_of(publisher)
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert "Approval out of date" not in text(desk.get(url))
    change(source, desk)
    page = text(desk.get(url))
    assert "Approval out of date" in page
    assert "New guideline (NICE, 2024)</a> (source). Changed since: title." in page
    assert "by publisher." in page
    assert f"shows=headhealth.source%3A{source.pk}" in page


def test_reviewer__is_told_in_the_brief(article, source, editor, other_reviewer, client_of):
    change(source, client_of(editor))
    state = factories.submit(article, user=editor)
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    brief = client_of(other_reviewer).get(url, headers=MODAL).json()["html"]
    assert "Readers see something else on this page than was approved:" in brief
    assert "Changed since: title." in brief


APPROVED_THERE = "A medical reviewer approved that change there"


@pytest.mark.parametrize("change", ["approved", "urgent", "unpublished"])
def test_brief__says_what_a_reviewer_approved_elsewhere(
    change, draft, editor, reviewer, other_reviewer, publisher, client_of
):
    symptom = factories.SymptomFactory(name="stiff neck")
    symptom = factories.published(symptom, author=editor, approver=reviewer)
    draft.body = body(symptom_list(symptom))
    page = factories.published(draft, author=editor, approver=reviewer)
    text = "It hurts to bend your head forward."
    if change == "unpublished":
        symptom.unpublish(user=publisher)
    elif change == "urgent":
        symptom.description = text
        symptom.save_revision(user=editor)
        digest = factories.digest_shown(symptom)
        publish_urgently(obj=symptom, user=publisher, reason="It was not so.", digest=digest)
    else:
        approve_next(symptom, editor, reviewer, description=text)
    state = factories.submit(page, user=editor)
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    brief = client_of(other_reviewer).get(url, headers=MODAL).json()["html"]
    assert "Readers see something else on this page than was approved:" in brief
    assert (APPROVED_THERE in brief) is (change == "approved")
    assert "Nothing that readers see has changed" not in brief
    assert "The text has not changed since the last approval." in brief
    assert "nothing changed" not in brief


def test_report__lists_it(article, source, publisher, client_of):
    desk = client_of(publisher)
    change(source, desk)
    assert "Approval out of date" in text(desk.get(reverse("headhealth_review_report")))
