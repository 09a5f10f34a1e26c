"""The approval form for a version without changes says what readers see now, and asks for no part.

Nobody can review “only these changes” where there are none.
"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import TaskState

from headhealth.models import ConditionPage
from headhealth.review.newest_review import newest_review
from headhealth.withdrawal.withdraw import withdrawing
from headhealth.workflow.approval import ApprovalRefused
from headhealth.workflow.emergency import publish_urgently
from tests import factories

SAME = "Nothing that readers see has changed since the last approval."
NOT_SEEN = "This is the version that was approved last. Readers do not see it now."
ANOTHER = "This is the version that was approved last. Readers see another one now."
ALREADY = "Readers see this version already."
AT_ONCE = "this version is published at once"


def left(page: Any, publisher: Any) -> None:
    """As it is."""


def unpublished(page: Any, publisher: Any) -> None:
    page.unpublish(user=publisher)


def withdrawn(page: Any, publisher: Any) -> None:
    with withdrawing([page], reason="It is not accurate.", user=publisher):
        page.unpublish(user=publisher)


def changed_urgently(page: Any, publisher: Any) -> None:
    page.summary = "Call a doctor at once."
    page.save_revision(user=publisher)
    publish_urgently(
        obj=page,
        user=publisher,
        reason="A dose was wrong in it.",
        digest=factories.digest_shown(page),
    )


def submitted(page: Any, editor: Any) -> TaskState:
    """What was published urgently is with the reviewers already."""
    if not page.workflow_in_progress:
        return factories.submit(page, user=editor)
    page.save_revision(user=editor)
    return page.current_workflow_task_state


def approval_form(page: Any, waiting: TaskState, client: Any) -> BeautifulSoup:
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", waiting.pk])
    answer = client.get(url, headers={"x-requested-with": "XMLHttpRequest"})
    return BeautifulSoup(answer.json()["html"], "html.parser")


@pytest.mark.parametrize(
    ("change", "said", "whole", "outcome"),
    [
        (left, SAME, "This is the version that was approved last, so", ALREADY),
        (unpublished, NOT_SEEN, "This is the version that was approved last, so", AT_ONCE),
        (withdrawn, NOT_SEEN, "It was withdrawn, so", AT_ONCE),
        (changed_urgently, ANOTHER, "This is the version that was approved last, so", AT_ONCE),
    ],
)
def test_form_and_refusal(
    change, said, whole, outcome, live, publisher, editor, other_reviewer, client_of
):
    approved = live.summary
    change(live, publisher)
    page = ConditionPage.objects.get(pk=live.pk)
    page.summary = approved
    waiting = submitted(page, editor)
    modal = approval_form(page, waiting, client_of(other_reviewer))
    text = " ".join(modal.get_text().split())
    assert said in text
    assert f"{whole} the review covers all of it." in text
    assert outcome in text
    assert [SAME in text, ALREADY in text] == [said == SAME, outcome == ALREADY]
    assert [radio["value"] for radio in modal.select("input[name=scope]")] == ["whole"]
    with pytest.raises(ApprovalRefused, match="covers all of it"):
        factories.approve(waiting, user=other_reviewer, scope="changes")


def test_page_changed_after_it_was_unpublished(live, publisher, editor, other_reviewer, client_of):
    live.unpublish(user=publisher)
    page = ConditionPage.objects.get(pk=live.pk)
    page.summary = "A newer summary."
    modal = approval_form(page, submitted(page, editor), client_of(other_reviewer))
    assert "Readers do not see it now." in modal.get_text()


def test_urgent_version__is_not_published_by_its_approval(
    live, publisher, other_reviewer, client_of
):
    live.sources = [("source", factories.SourceFactory())]
    changed_urgently(live, publisher)
    page = ConditionPage.objects.get(pk=live.pk)
    modal = approval_form(page, page.current_workflow_task_state, client_of(other_reviewer))
    assert ALREADY in modal.get_text()
    assert AT_ONCE not in modal.get_text()


def test_changed_version__of_what_no_approval_covers(live, editor, other_reviewer, client_of):
    newest_review(live).revoke()
    page = ConditionPage.objects.get(pk=live.pk)
    page.summary = "A newer summary."
    modal = approval_form(page, submitted(page, editor), client_of(other_reviewer))
    assert "No approval of what readers see counts, so the review covers" in modal.get_text()
    assert "Readers see it already" not in modal.get_text()


def test_withdrawn_page_that_was_never_approved(
    draft, publisher, editor, other_reviewer, client_of
):
    changed_urgently(draft, publisher)
    ConditionPage.objects.get().current_workflow_state.cancel(user=editor)
    withdrawn(ConditionPage.objects.get(), publisher)
    waiting = submitted(ConditionPage.objects.get(), editor)
    client = client_of(other_reviewer)
    text = approval_form(draft, waiting, client).get_text()
    assert "It was withdrawn on" in text
    assert "This has never been approved, so the review covers" in text
    assert "approved last" not in text
    assert "new to readers" not in text
    waiting.task.specific.on_action(waiting, other_reviewer, "reject", comment="Cite a source.")
    page = ConditionPage.objects.get().get_latest_revision_as_object()
    page.summary = "A newer summary."
    page.save_revision(user=editor)
    waiting.workflow_state.refresh_from_db()
    waiting.workflow_state.resume(user=editor)
    waiting = waiting.workflow_state.current_task_state
    text = approval_form(draft, waiting, client).get_text()
    assert "Since changes were requested:" in text
    assert "approved last" not in text
