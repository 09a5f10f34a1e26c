"""Every review that waits has a due day, and says who is looking at it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import (
    Comment,
    GroupApprovalTask,
    PageLogEntry,
    PageSubscription,
    Site,
    Workflow,
    WorkflowTask,
)

from headhealth.models import (
    ConditionPage,
    ReviewClaim,
    ReviewPolicy,
    ReviewRequest,
    Symptom,
)
from headhealth.site_calendar import site_day
from headhealth.workflow.claims import ClaimRefused, claim_review, release_review
from headhealth.workflow.medical_review_task import open_requests
from headhealth.workflow.review_request import CLAIM_LASTS, describe_request
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.testapp.models import StockConditionPage

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def waiting(draft: Any, editor: Any) -> ReviewRequest:
    return factories.submit(draft, user=editor).review_request


def claim_by_button(client: Any, review_request: ReviewRequest, **data: Any) -> list[str]:
    """Press "I am looking at it". Returns what the next screen says."""
    url = reverse("headhealth_admin:review_claim", args=[review_request.pk])
    return _messages(client.post(url, data, follow=True))


def release_by_button(client: Any, claim: ReviewClaim) -> list[str]:
    url = reverse("headhealth_admin:review_release", args=[claim.pk])
    return _messages(client.post(url, follow=True))


def _messages(response: Any) -> list[str]:
    return [str(message).strip() for message in response.context["messages"]]


# What is asked for


@pytest.mark.parametrize("days", [14, 1, 365])
def test_request__is_due_when_the_policy_says(draft, editor, days):
    site = Site.objects.get(is_default_site=True)
    ReviewPolicy.objects.create(site=site, task_days=days)
    with time_machine.travel(MONDAY, tick=False):
        review_request = factories.submit(draft, user=editor).review_request
    assert review_request.due_on == date(2026, 11, 23) + timedelta(days=days)


def test_request__keeps_its_day_when_the_policy_changes(waiting):
    ReviewPolicy.objects.create(site=Site.objects.get(is_default_site=True), task_days=1)
    due_on = waiting.due_on
    waiting.refresh_from_db()
    assert waiting.due_on == due_on


def test_request__is_made_for_snippets_and_for_what_is_submitted_again(editor, reviewer):
    symptom = factories.SymptomFactory()
    symptom.save()
    task_state = factories.submit(symptom, user=editor)
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="Say more.")
    symptom.current_workflow_state.resume(user=editor)
    requests = ReviewRequest.objects.order_by("pk")
    assert [each.is_waiting for each in requests] == [False, True]
    assert [each.reviewed_object for each in ReviewRequest.objects.waiting()] == [symptom]


def test_request__is_made_for_reviews_that_were_waiting_before_the_migration(waiting):
    task_state = waiting.task_state
    waiting.delete()
    open_requests()
    found = ReviewRequest.objects.waiting().get()
    assert found.task_state == task_state
    assert found.due_on == timezone.localdate(task_state.started_at) + timedelta(days=14)


def test_description__takes_an_earlier_day_and_a_comment(waiting):
    wished_for = timezone.localdate() + timedelta(days=2)
    describe_request(review_request=waiting, comment="The dose changed.", due_on=wished_for)
    waiting.refresh_from_db()
    assert (waiting.comment, waiting.due_on) == ("The dose changed.", wished_for)


@pytest.mark.parametrize("days", [-1, 15], ids=["past", "later than due"])
def test_description__refuses_a_day_out_of_bounds(waiting, days):
    due_on = waiting.due_on
    with pytest.raises(ValidationError):
        describe_request(review_request=waiting, due_on=timezone.localdate() + timedelta(days=days))
    waiting.refresh_from_db()
    assert waiting.due_on == due_on


def test_waiting__leaves_out_what_is_decided_or_cancelled(waiting, editor, reviewer, a_to_z):
    other = factories.ConditionPageFactory(parent=a_to_z)
    state = factories.submit(other, user=editor)
    factories.approve(waiting.task_state, user=reviewer)
    assert [each.task_state for each in ReviewRequest.objects.waiting()] == [state]
    state.workflow_state.cancel(user=editor)
    assert not ReviewRequest.objects.waiting()


def test_late__from_the_day_after_the_due_day(waiting):
    requests = ReviewRequest.objects.waiting()
    day = waiting.due_on
    assert not requests.late(day)
    assert list(requests.late(day + timedelta(days=1))) == [waiting]
    assert [waiting.is_late(day), waiting.is_late(day + timedelta(days=1))] == [False, True]


def test_waiting__takes_the_same_queries_for_many(
    a_to_z, editor, reviewer, other_reviewer, django_assert_num_queries
):
    for _number in range(3):
        page = factories.ConditionPageFactory(parent=a_to_z)
        review_request = factories.submit(page, user=editor).review_request
        for user in (reviewer, other_reviewer):
            claim_review(review_request=review_request, user=user)
    with django_assert_num_queries(4):
        for each in ReviewRequest.objects.waiting():
            assert [each.submitter, len(each.open_claims)] == [editor, 2]
            assert each.reviewed_object.title
            assert each.task_state.task.name


# Who is looking at it


def test_claim__is_told_to_others_and_taken_back(waiting, reviewer, client_of):
    client = client_of(reviewer)
    said = claim_by_button(client, waiting)
    assert "that you are looking at “Migraine”" in said[0]
    claim = waiting.claims.get()
    assert waiting.open_claims == [claim]
    assert release_by_button(client, claim) == ["You are not looking at “Migraine” any more."]
    assert not waiting.claims.exists()


def test_claim__keeps_nobody_else_from_looking_or_deciding(waiting, reviewer, other_reviewer):
    claim_review(review_request=waiting, user=reviewer)
    claim_review(review_request=waiting, user=other_reviewer)
    assert [claim.user for claim in waiting.open_claims] == [reviewer, other_reviewer]
    factories.approve(waiting.task_state, user=other_reviewer)
    assert not ReviewRequest.objects.waiting()


def test_claim__lapses_and_can_be_made_again(waiting, reviewer):
    with time_machine.travel(MONDAY, tick=False) as clock:
        claim = claim_review(review_request=waiting, user=reviewer)
        clock.shift(CLAIM_LASTS - timedelta(seconds=1))
        assert waiting.open_claims == [claim]
        clock.shift(timedelta(seconds=1))
        assert waiting.open_claims == []
        claim_review(review_request=waiting, user=reviewer)
        assert waiting.open_claims == [claim]


def test_claim__of_a_closed_account_counts_no_more(waiting, reviewer):
    claim_review(review_request=waiting, user=reviewer)
    reviewer.is_active = False
    reviewer.save()
    waiting = ReviewRequest.objects.waiting().get()
    assert waiting.open_claims == []


def test_claim__goes_back_to_where_the_button_stood(waiting, reviewer, client_of):
    url = reverse("headhealth_admin:review_claim", args=[waiting.pk])
    client = client_of(reviewer)
    page_url = reverse("wagtailadmin_pages:edit", args=[waiting.reviewed_object.pk])
    assert client.post(url, {"next": page_url}).url == page_url
    assert client.post(url, {"next": "https://evil.example/"}).url == reverse("wagtailadmin_home")


def test_claim__by_a_script_says_what_came_of_it(waiting, reviewer, editor, client_of):
    url = reverse("headhealth_admin:review_claim", args=[waiting.pk])
    asked = {"headers": {"accept": "application/json"}}
    said = client_of(reviewer).post(url, **asked)
    assert said.status_code == 200
    assert "that you are looking at “Migraine”" in said.json()["message"]
    refused = client_of(editor).post(url, **asked)
    assert refused.status_code == 409
    assert "no current, confirmed registration" in refused.json()["message"]
    # The page that comes next does not say it once more.
    home = client_of(reviewer).get(reverse("wagtailadmin_home"))
    assert [str(message) for message in home.context["messages"]] == []


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ("editor", "no current, confirmed registration"),
        ("superuser", "no current, confirmed registration"),
        ("author", "you wrote part of it"),
    ],
)
def test_claim__is_refused_to_those_who_could_not_approve(
    draft, editor, superuser, reviewer, client_of, people, reason
):
    author = reviewer if people == "author" else editor
    review_request = factories.submit(draft, user=author).review_request
    user = {"editor": editor, "superuser": superuser, "author": reviewer}[people]
    assert reason in claim_by_button(client_of(user), review_request)[0]
    assert not ReviewClaim.objects.exists()


def test_claim__of_what_is_decided(waiting, reviewer, other_reviewer, client_of):
    factories.approve(waiting.task_state, user=other_reviewer)
    url = reverse("headhealth_admin:review_claim", args=[waiting.pk])
    assert client_of(reviewer).post(url).status_code == 404
    with pytest.raises(ClaimRefused, match="already finished"):
        claim_review(review_request=waiting, user=reviewer)


def test_claim__takes_a_post(waiting, reviewer, client_of):
    url = reverse("headhealth_admin:review_claim", args=[waiting.pk])
    assert client_of(reviewer).get(url).status_code == 405
    assert not ReviewClaim.objects.exists()


def test_release__by_those_who_may_publish_is_logged(waiting, reviewer, publisher, client_of):
    claim = claim_review(review_request=waiting, user=reviewer)
    said = release_by_button(client_of(publisher), claim)
    assert said == ["reviewer is not noted as looking at “Migraine” any more."]
    entry = PageLogEntry.objects.get(action="headhealth.review.release")
    assert entry.user == publisher
    assert "Released: reviewer" in entry.message


def test_release__of_a_snippet_by_those_who_may_publish(editor, reviewer, publisher):
    symptom = factories.SymptomFactory()
    symptom.save()
    review_request = factories.submit(symptom, user=editor).review_request
    claim = claim_review(review_request=review_request, user=reviewer)
    with pytest.raises(ClaimRefused):
        release_review(claim=claim, user=editor)
    release_review(claim=claim, user=publisher)
    assert not ReviewClaim.objects.exists()


def test_release__is_refused_to_others(waiting, reviewer, other_reviewer, client_of):
    claim = claim_review(review_request=waiting, user=reviewer)
    said = release_by_button(client_of(other_reviewer), claim)
    assert "released by the one who made it" in said[0]
    assert waiting.open_claims == [claim]


# The step after submitting


def submit_by_form(client: Any, page: ConditionPage) -> Any:
    form = condition_form(page, **{"action-submit": "1"})
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)


def test_step__comes_after_submitting_and_reaches_the_reviewer(draft, editor, reviewer, client_of):
    client = client_of(editor)
    response = submit_by_form(client, draft)
    review_request = ReviewRequest.objects.waiting().get()
    step, _status = response.redirect_chain[-1]
    assert step.startswith(reverse("headhealth_admin:review_request", args=[review_request.pk]))
    heading = BeautifulSoup(response.content, "html.parser").h1
    assert "What the reviewers should know" in heading.get_text()
    wished_for = site_day() + timedelta(days=3)
    answer = {
        "comment": "Look at the dose.",
        "due_on": wished_for.isoformat(),
        "next": reverse("wagtailadmin_explore", args=[draft.get_parent().pk]),
    }
    response = client.post(step, answer, follow=True)
    assert response.redirect_chain[-1][0] == answer["next"]
    assert "The reviewers see what you wrote." in _messages(response)
    review_request.refresh_from_db()
    assert (review_request.comment, review_request.due_on) == ("Look at the dose.", wished_for)
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[draft.pk, "approve", review_request.task_state_id],
    )
    modal = client_of(reviewer).get(url, headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert "Look at the dose." in modal["html"]
    assert f"Review due on {date_format(wished_for, 'j F Y')}" in modal["html"]


def test_step__comes_after_submitting_a_snippet(editor, client_of):
    url = reverse(Symptom.snippet_viewset.get_url_name("add"))
    form = {"name": "stiff neck", "also_known_as": "", "description": "It hurts."}
    response = client_of(editor).post(url, {**form, "action-submit": "1"}, follow=True)
    review_request = ReviewRequest.objects.waiting().get()
    assert review_request.reviewed_object.name == "stiff neck"
    assert "What the reviewers should know" in response.content.decode()


@pytest.mark.parametrize(
    ("days", "error"), [(-1, "This day has passed."), (15, "at the latest")], ids=["past", "late"]
)
def test_step__refuses_a_day_out_of_bounds(waiting, editor, client_of, days, error):
    url = reverse("headhealth_admin:review_request", args=[waiting.pk])
    day = site_day() + timedelta(days=days)
    response = client_of(editor).post(url, {"comment": "Soon", "due_on": day.isoformat()})
    assert error in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.comment == ""


def test_step__can_be_taken_again_while_it_is_late(waiting, editor, client_of):
    ReviewRequest.objects.filter(pk=waiting.pk).update(due_on=site_day() - timedelta(days=2))
    url = reverse("headhealth_admin:review_request", args=[waiting.pk])
    day = (site_day() - timedelta(days=2)).isoformat()
    client_of(editor).post(url, {"comment": "Please hurry.", "due_on": day})
    waiting.refresh_from_db()
    assert waiting.comment == "Please hurry."


def test_step__is_for_those_whose_request_it_is(waiting, reviewer, publisher, client_of):
    url = reverse("headhealth_admin:review_request", args=[waiting.pk])
    assert client_of(publisher).get(url).status_code == 200
    client_of(reviewer).post(url, {"comment": "Not mine."})
    waiting.refresh_from_db()
    assert waiting.comment == ""


# Changes requested


def test_request_for_changes__reaches_all_who_took_part_once(
    draft, editor, publisher, reviewer, other_reviewer, client_of
):
    claimer = factories.reviewer(username="claimer")
    owner, commenter, silent = (
        factories.editor(username=name) for name in ("owner", "commenter", "silent")
    )
    ConditionPage.objects.filter(pk=draft.pk).update(owner=owner)
    draft.refresh_from_db()
    draft.risk_tier = "high"
    draft.summary = "Also written by the publisher."
    draft.save_revision(user=publisher)
    for user in (commenter, silent):
        Comment.objects.create(page=draft, user=user, text="Is it?", contentpath="summary")
    PageSubscription.objects.create(user=commenter, page=draft, comment_notifications=True)
    PageSubscription.objects.create(user=silent, page=draft, comment_notifications=False)
    task_state = factories.submit(draft, user=editor)
    claim_review(review_request=task_state.review_request, user=claimer)
    factories.approve(task_state, user=reviewer)
    mail.outbox.clear()
    task_state.task.specific.on_action(
        task_state, other_reviewer, "reject", comment="Name the dose."
    )
    told = sorted(message.to[0] for message in mail.outbox)
    people = [editor, publisher, reviewer, claimer, owner, commenter]
    assert told == sorted(user.email for user in people)
    for message in mail.outbox:
        assert message.subject == "Changes requested: “Migraine”"
        assert "other_reviewer has read “Migraine” and asks for changes" in message.body
        assert "> Name the dose." in message.body
        assert f"/admin/pages/{draft.pk}/edit/" in message.body
        assert "rejected" not in message.body


def test_request_for_changes__is_safe_to_read_as_html(draft, editor, reviewer, settings):
    settings.WAGTAILADMIN_NOTIFICATION_USE_HTML = True
    draft.title = draft.draft_title = "<b>Dose</b> & time"
    task_state = factories.submit(draft, user=editor)
    mail.outbox.clear()
    comment = "Under <10 kg?\nAnd & so on."
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment=comment)
    (message,) = mail.outbox
    assert message.subject == "Changes requested: “<b>Dose</b> & time”"
    assert "> Under <10 kg?\n> And & so on." in message.body
    (html, _mime), *_ = message.alternatives
    assert "&lt;b&gt;Dose&lt;/b&gt; &amp; time" in html
    assert "Under &lt;10 kg?<br>And &amp; so on." in html


def test_snippet_that_is_sent_back__is_told_of_alike(editor, reviewer):
    task_state = factories.submit(factories.SymptomFactory(name="Tremor"), user=editor)
    mail.outbox.clear()
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="Which hand?")
    (message,) = mail.outbox
    assert message.subject == "Changes requested: “Tremor”"
    assert "/admin/snippets/headhealth/symptom/edit/" in message.body


def test_other_content__is_told_of_in_wagtails_words(home, editor, publisher):
    page = home.add_child(instance=StockConditionPage(title="Plain", summary="x", live=False))
    task = GroupApprovalTask.objects.create(name="Approval")
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page.save_revision(user=editor)
    workflow.start(page, editor)
    mail.outbox.clear()
    waiting = page.current_workflow_task_state
    waiting.task.specific.on_action(waiting, publisher, "reject", comment="No.")
    (message,) = mail.outbox
    assert message.to == [editor.email]
    assert "has been rejected" in message.subject
