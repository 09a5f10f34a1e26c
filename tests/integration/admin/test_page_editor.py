"""The page editor explains what the gate refuses, and loses nothing that was typed."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from headhealth.models import ConditionPage, MedicalReviewTask
from tests import factories
from tests.integration.admin.page_forms import condition_form


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url(parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=["headhealth", "conditionpage", parent.pk])


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def latest(page: Page) -> ConditionPage:
    return ConditionPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def as_reader(client: Any, page: Page) -> Any:
    return client.get(ConditionPage.objects.get(pk=page.pk).url)


def test_create_and_publish__becomes_a_draft_with_the_reason(a_to_z, publisher, client_of, client):
    form = condition_form(title="Cluster headache", **{"action-publish": "1"})
    response = client_of(publisher).post(add_url(a_to_z), form, follow=True)
    page = ConditionPage.objects.get(title="Cluster headache")
    assert not page.live
    assert response.redirect_chain[-1][0] == edit_url(page)
    assert "has not been approved by a medical reviewer" in text_of(response)
    assert "The page is saved as a draft." in text_of(response)
    assert as_reader(client, page).status_code == 404


def test_create_and_submit__where_no_workflow_is_assigned(a_to_z, editor, client_of):
    """The tree's own workflow has no medical review; the page's has."""
    Page.objects.get(depth=1).workflowpage.delete()
    form = condition_form(title="Cluster headache", **{"action-submit": "1"})
    client_of(editor).post(add_url(a_to_z), form)
    page = ConditionPage.objects.get(title="Cluster headache")
    assert isinstance(page.current_workflow_task, MedicalReviewTask)


def test_risk_tier__says_all_that_it_decides(a_to_z, editor, client_of):
    text = text_of(client_of(editor).get(add_url(a_to_z)))
    assert "how often the whole page is reviewed, and how many different reviewers" in text


def test_create_form__offers_submission_to_medical_review(a_to_z, editor, client_of):
    text = text_of(client_of(editor).get(add_url(a_to_z)))
    assert "Submit to Medical review" in text
    assert "Submit to Moderators approval" not in text


def test_publish_change_of_a_live_page__keeps_the_draft_and_what_readers_see(
    live, publisher, client_of, client
):
    form = condition_form(live, summary="Changed without review.", **{"action-publish": "1"})
    response = client_of(publisher).post(edit_url(live), form, follow=True)
    assert "has not been approved by a medical reviewer" in text_of(response)
    assert "Your changes are saved as a draft." in text_of(response)
    assert latest(live).summary == "Changed without review."
    assert "Changed without review." not in text_of(as_reader(client, live))
    assert live.summary in text_of(as_reader(client, live))


def test_publish_of_what_is_approved__with_a_new_slug(live, publisher, client_of, client):
    form = condition_form(live, slug="migraine-attacks", **{"action-publish": "1"})
    response = client_of(publisher).post(edit_url(live), form, follow=True)
    assert "has been published" in text_of(response)
    assert ConditionPage.objects.get(pk=live.pk).slug == "migraine-attacks"
    assert as_reader(client, live).status_code == 200


def test_editor__has_no_publish_button_and_the_publisher_has(draft, editor, publisher, client_of):
    assert "action-publish" not in client_of(editor).get(edit_url(draft)).content.decode()
    assert "action-publish" in client_of(publisher).get(edit_url(draft)).content.decode()


def test_requested_changes__stand_at_the_top_of_the_editor(draft, editor, reviewer, client_of):
    task_state = factories.submit(draft, user=editor)
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="Name the dose.")
    text = text_of(client_of(editor).get(edit_url(draft)))
    assert "asked for changes: “Name the dose.”" in text


def test_requested_changes__reach_every_author_by_mail(draft, editor, reviewer, publisher):
    draft.save_revision(user=publisher)
    draft.summary = "Changed by the editor."
    task_state = factories.submit(draft, user=editor)
    mail.outbox.clear()
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="Name the dose.")
    assert sorted(message.to[0] for message in mail.outbox) == [editor.email, publisher.email]
    assert all("Name the dose." in message.body for message in mail.outbox)


def test_while_in_review__the_editor_is_locked_out_and_told_why(draft, editor, client_of):
    factories.submit(draft, user=editor)
    response = client_of(editor).get(edit_url(draft))
    assert "waiting for medical review and cannot be edited meanwhile" in text_of(response)
    client_of(editor).post(edit_url(draft), condition_form(draft, summary="Sneaked in."))
    assert latest(draft).summary != "Sneaked in."


def test_superuser__can_cancel_any_review(draft, editor, superuser, client_of):
    factories.submit(draft, user=editor)
    client = client_of(superuser)
    assert "action-cancel-workflow" in client.get(edit_url(draft)).content.decode()
    form = condition_form(draft, **{"action-cancel-workflow": "1"})
    response = client.post(edit_url(draft), form, follow=True)
    assert "has been cancelled" in text_of(response)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED


def test_two_editors_at_once__the_second_is_warned_by_autosave(draft, editor, publisher, client_of):
    draft.save_revision(user=editor)
    opened = ConditionPage.objects.get(pk=draft.pk).latest_revision
    loaded = {
        "loaded_revision_id": opened.pk,
        "loaded_revision_created_at": opened.created_at.isoformat(),
    }
    draft.summary = "From the publisher."
    draft.save_revision(user=publisher)
    response = client_of(editor).post(
        edit_url(draft),
        {**condition_form(draft, summary="From the editor."), **loaded},
        headers={"accept": "application/json"},
    )
    assert response.status_code == 400
    assert response.json()["error_code"] == "invalid_revision"
    assert latest(draft).summary == "From the publisher."


def test_review_tab__says_what_the_draft_changes_and_who_wrote_it(live, editor, client_of):
    live.summary = "A new message."
    live.save_revision(user=editor)
    text = text_of(client_of(editor).get(edit_url(live)))
    assert "Reviewed in full on" in text
    assert "Changed since approval: Summary" in text


@pytest.mark.parametrize("name", ["edit", "history", "usage", "copy", "delete", "unpublish"])
def test_admin_pages__of_a_reviewed_page_open(name, live, superuser, client_of):
    url = reverse(f"wagtailadmin_pages:{name}", args=[live.pk])
    assert client_of(superuser).get(url).status_code == 200


def test_unknown_page__is_not_found(superuser, client_of):
    url = reverse("wagtailadmin_pages:edit", args=[999_999])
    assert client_of(superuser).get(url).status_code == 404
