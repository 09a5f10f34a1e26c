"""Where a tier asks for two reviewers, both approve the same version before it is public."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import PageLogEntry, Site, TaskState

from headhealth.models import (
    ConditionPage,
    Contribution,
    Contributor,
    MedicalReview,
    ReviewClock,
    ReviewPolicy,
)
from headhealth.review.contributions import authors_of
from headhealth.review.joint_approval import reviewers_needed
from headhealth.review.newest_review import last_review, newest_review
from headhealth.withdrawal.withdraw import withdraw
from headhealth.workflow.approval import ApprovalRefused
from headhealth.workflow.claims import claim_review
from headhealth.workflow.defaults import REVIEWERS
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.factories import approve, checklist
from tests.integration.admin.page_forms import condition_form
from tests.integration.at_once import at_once

MODAL = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def high(draft: ConditionPage, editor: Any) -> ConditionPage:
    """A draft of the tier that takes two reviewers."""
    draft.risk_tier = "high"
    draft.save_revision(user=editor)
    return draft


@pytest.fixture
def waiting(high: ConditionPage, editor: Any) -> TaskState:
    return factories.submit(high, user=editor)


@pytest.fixture
def third_reviewer(db: Any) -> Any:
    return factories.reviewer(username="third_reviewer")


def stored(page: ConditionPage) -> ConditionPage:
    return ConditionPage.objects.get(pk=page.pk)


def finals(page: ConditionPage) -> list[bool]:
    """Of each record of ``page`` whether it is final, the oldest first."""
    reviews = MedicalReview.objects.for_object(page).order_by("pk")
    return list(reviews.values_list("is_final", flat=True))


def actions(page: ConditionPage, user: Any) -> list[str]:
    task = stored(page).current_workflow_task
    return [name for name, *_ in task.get_actions(stored(page), type(user).objects.get(pk=user.pk))]


def page_text(client: Any, page: ConditionPage) -> str:
    content = client.get(stored(page).get_url()).content
    return " ".join(BeautifulSoup(content, "html.parser").get_text(" ").split())


def dashboard(client: Any) -> str:
    html = client.get(reverse("wagtailadmin_home")).content
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def said(response: Any) -> list[str]:
    return [str(message).strip() for message in response.context["messages"]]


def edit(page: ConditionPage, user: Any, **fields: Any) -> None:
    latest = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision(user=user)


# Both approve


def test_publish__on_the_second_approval(waiting, high, reviewer, other_reviewer, client):
    approve(waiting, user=reviewer)
    assert not stored(high).live
    assert finals(high) == [False]
    assert newest_review(high) is None
    waiting.refresh_from_db()
    assert waiting.status == TaskState.STATUS_IN_PROGRESS
    approve(waiting, user=other_reviewer)
    assert stored(high).live
    assert finals(high) == [False, True]
    text = page_text(client, high)
    assert "by Dr Reviewer, MBBS and Dr Other_Reviewer, MBBS." in text


def test_publish__by_as_many_as_the_policy_says(
    waiting, high, reviewer, other_reviewer, third_reviewer
):
    ReviewPolicy.objects.create(site=Site.objects.get(is_default_site=True), high_reviewers=3)
    for user, is_live in ((reviewer, False), (other_reviewer, False), (third_reviewer, True)):
        approve(waiting, user=user)
        assert stored(high).live is is_live
    assert finals(high) == [False, False, True]


def test_publish__of_a_lower_tier_takes_one(draft, editor, reviewer):
    approve(factories.submit(draft, user=editor), user=reviewer)
    assert stored(draft).live
    assert finals(draft) == [True]


def test_tier__of_the_version_under_review_counts(live, editor, reviewer, other_reviewer):
    """Not the one that is live: who makes a page high asks for two from then on."""
    live.risk_tier = "high"
    waiting = factories.submit(live, user=editor)
    approve(waiting, user=other_reviewer)
    assert stored(live).risk_tier == "routine"
    approve(waiting, user=reviewer)
    assert stored(live).risk_tier == "high"


def test_scheduled_version__is_published_on_its_day_with_both(
    high, editor, reviewer, other_reviewer
):
    high.go_live_at = timezone.now() + timedelta(days=2)
    waiting = factories.submit(high, user=editor)
    approve(waiting, user=reviewer)
    assert stored(high).approved_schedule is False
    approve(waiting, user=other_reviewer)
    assert stored(high).approved_schedule is True
    assert not stored(high).live


# Different people, none an author


def test_second_approval__of_the_same_reviewer_is_refused(waiting, high, reviewer):
    approve(waiting, user=reviewer)
    with pytest.raises(ApprovalRefused, match="It waits for 1 other reviewer"):
        approve(waiting, user=reviewer)
    assert finals(high) == [False]
    assert actions(high, reviewer) == ["reject"]


@pytest.mark.parametrize("same", ["contributor", "registration", "address"])
def test_second_approval__of_the_same_person_with_another_account(waiting, high, reviewer, same):
    approve(waiting, user=reviewer)
    first = Contributor.objects.get(user=reviewer)
    second = factories.UserFactory(username="second", groups=[REVIEWERS])
    if same == "contributor":
        with LogContext(user=factories.superuser()):
            first.user = second
            first.save()
        first.confirm_registration(user=factories.publisher())
    elif same == "registration":
        number = first.registration_number
        first.delete()
        factories.ContributorFactory(user=second, reviewer=True, registration_number=number)
    else:
        get_user_model().objects.filter(pk=second.pk).update(email=reviewer.email.upper())
        factories.ContributorFactory(user=second, reviewer=True)
    with pytest.raises(ApprovalRefused, match="approved this version already"):
        approve(waiting, user=second)
    assert not stored(high).live


def test_second_approval__of_an_author_is_refused(high, editor, reviewer, other_reviewer):
    edit(high, other_reviewer, summary="Written by a reviewer.")
    waiting = factories.submit(high.get_latest_revision_as_object(), user=editor)
    approve(waiting, user=reviewer)
    with pytest.raises(ApprovalRefused, match="you wrote part of it"):
        approve(waiting, user=other_reviewer)
    assert not stored(high).live


def test_first_approval__of_somebody_who_became_an_author_counts_no_more(
    waiting, high, editor, reviewer, other_reviewer, third_reviewer
):
    """The text comes back to what was approved, by way of two people's edits."""
    approve(waiting, user=reviewer)
    summary = high.summary
    edit(high, reviewer, summary="Another text.")
    edit(high, other_reviewer, summary=summary)
    assert Contribution.objects.for_object(high).filter(user=reviewer).exists()
    approve(waiting, user=third_reviewer)
    assert not stored(high).live
    assert finals(high) == [False, False]


# How many it takes does not fall between two approvals


def test_policy_lowered__between_two_approvals_changes_nothing(
    waiting, high, reviewer, other_reviewer
):
    approve(waiting, user=reviewer)
    ReviewPolicy.objects.create(site=Site.objects.get(is_default_site=True), high_reviewers=1)
    assert actions(high, reviewer) == ["reject"]
    with pytest.raises(ApprovalRefused, match="It waits for 1 other reviewer"):
        approve(waiting, user=reviewer)
    approve(waiting, user=other_reviewer)
    assert stored(high).live


def test_tier_lowered__between_two_approvals_changes_nothing(
    waiting, high, editor, reviewer, other_reviewer
):
    """Also though the first approval is void: the tier is part of the version."""
    approve(waiting, user=reviewer)
    edit(high, editor, risk_tier="routine")
    waiting = TaskState.objects.get(pk=waiting.pk)
    approve(waiting, user=other_reviewer)
    assert not stored(high).live
    approve(waiting, user=reviewer)
    assert stored(high).live
    assert set(MedicalReview.objects.values_list("reviewers_needed", flat=True)) == {2}


def test_tier_lowered__after_the_review_was_cancelled(
    waiting, high, editor, reviewer, other_reviewer
):
    approve(waiting, user=reviewer)
    stored(high).current_workflow_state.cancel(user=editor)
    edit(high, editor, risk_tier="routine")
    again = factories.submit(high.get_latest_revision_as_object(), user=editor)
    approve(again, user=reviewer)
    assert not stored(high).live
    approve(again, user=other_reviewer)
    assert stored(high).live


def test_tier_lowered__of_a_live_page_takes_as_many_as_it_took(
    high, editor, reviewer, other_reviewer, third_reviewer
):
    page = factories.published(high, author=editor, approver=reviewer)
    page.risk_tier = "routine"
    waiting = factories.submit(page, user=editor)
    approve(waiting, user=other_reviewer)
    assert stored(high).risk_tier == "high"
    approve(waiting, user=third_reviewer)
    page = stored(high)
    assert page.risk_tier == "routine"
    page.summary = "Of the lower tier from now on."
    approve(factories.submit(page, user=editor), user=reviewer)
    assert stored(high).summary == "Of the lower tier from now on."


# The very same version


def test_edit__ends_the_first_approval(waiting, high, editor, reviewer, other_reviewer, client_of):
    approve(waiting, user=reviewer)
    edit(high, editor, summary="Changed in between.")
    assert actions(high, reviewer) == ["reject", "approve"]
    waiting = TaskState.objects.get(pk=waiting.pk)
    approve(waiting, user=other_reviewer)
    assert not stored(high).live
    url = reverse("wagtailadmin_pages:workflow_action", args=[high.pk, "approve", waiting.pk])
    modal = client_of(reviewer).get(url, headers=MODAL).json()["html"]
    assert "It does not count any more: the content was changed since." in modal
    approve(waiting, user=reviewer)
    assert stored(high).live
    assert finals(high) == [False, False, True]


def test_comment_saved_in_between__ends_nothing(waiting, high, editor, reviewer, other_reviewer):
    approve(waiting, user=reviewer)
    edit(high, editor)
    approve(waiting, user=other_reviewer)
    assert stored(high).live


def test_revoked_first_approval__counts_no_more(
    waiting, high, reviewer, other_reviewer, third_reviewer
):
    approve(waiting, user=reviewer)
    MedicalReview.objects.for_object(high).get().revoke()
    approve(waiting, user=other_reviewer)
    assert not stored(high).live
    approve(waiting, user=third_reviewer)
    assert stored(high).live


def test_request_for_changes__ends_the_first_approval(
    waiting, high, editor, reviewer, other_reviewer
):
    """Also where the text is submitted again as it was."""
    approve(waiting, user=reviewer)
    waiting.task.specific.on_action(waiting, other_reviewer, "reject", comment="Is that so?")
    stored(high).current_workflow_state.resume(user=editor)
    again = stored(high).current_workflow_task_state
    approve(again, user=other_reviewer)
    assert not stored(high).live
    approve(again, user=reviewer)
    assert stored(high).live


@pytest.mark.parametrize("scope", ["whole", "changes"])
def test_withdrawal__ends_the_first_approval(
    high, editor, reviewer, other_reviewer, third_reviewer, client_of, client, scope
):
    """Of the same version, in the same task; whoever gave it may give it again."""
    page = factories.published(high, author=editor, approver=third_reviewer)
    page.summary = "A changed summary."
    waiting = factories.submit(page, user=editor)
    approve(waiting, user=reviewer, scope=scope)
    withdraw(stored(page), reason="The dose is dangerous.")
    url = reverse("wagtailadmin_pages:workflow_action", args=[high.pk, "approve", waiting.pk])
    modal = client_of(other_reviewer).get(url, headers=MODAL).json()["html"]
    assert "0 of 2 reviewers have approved this version." in modal
    assert "Dr Reviewer approved it on" in modal
    assert "It does not count any more: it was withdrawn since." in modal
    assert "Waiting for you (1)" in dashboard(client_of(reviewer))
    assert "Approved by" not in dashboard(client_of(other_reviewer))
    approve(waiting, user=other_reviewer)
    assert not stored(high).live
    assert "Waiting for you (1)" not in dashboard(client_of(other_reviewer))
    assert "Approved by Dr Other_Reviewer" in dashboard(client_of(third_reviewer))
    approve(waiting, user=third_reviewer)
    assert stored(high).live
    assert finals(high) == [False, True, False, False, True]
    text = page_text(client, high)
    assert "by Dr Other_Reviewer, MBBS and Dr Third_Reviewer, MBBS." in text


def test_first_approval_of_changes__ends_with_the_approval_that_they_change(
    high, editor, reviewer, other_reviewer, third_reviewer, client_of
):
    """Else nobody could complete it: the whole is more than the first one read."""
    page = factories.published(high, author=editor, approver=third_reviewer)
    page.summary = "A changed summary."
    waiting = factories.submit(page, user=editor)
    approve(waiting, user=reviewer, scope="changes")
    newest_review(page).revoke()
    assert "Waiting for you (1)" in dashboard(client_of(reviewer))
    approve(waiting, user=other_reviewer)
    assert stored(high).summary != "A changed summary."
    approve(waiting, user=reviewer)
    assert stored(high).summary == "A changed summary."


# What both read


@pytest.mark.parametrize(("first", "second"), [("whole", "changes"), ("changes", "changes")])
def test_scope__is_the_weaker_one(high, editor, reviewer, other_reviewer, first, second):
    with time_machine.travel(timezone.now() - timedelta(days=30)):
        page = factories.published(high, author=editor, approver=reviewer)
    page.summary = "A changed summary."
    waiting = factories.submit(page, user=editor)
    approve(waiting, user=reviewer, scope=first)
    approve(waiting, user=other_reviewer, scope=second)
    line = stored(high).review_line
    assert line.update.reviewer_names == "Dr Reviewer and Dr Other_Reviewer"
    assert line.reviewed_on == timezone.localdate() - timedelta(days=30)
    clock = ReviewClock.objects.for_object(high).get()
    assert (clock.reviewed_on, clock.is_changed_since) == (line.reviewed_on, True)


def test_scope__whole_after_changes_only_is_refused(
    high, editor, reviewer, other_reviewer, client_of
):
    page = factories.published(high, author=editor, approver=reviewer)
    page.summary = "A changed summary."
    waiting = factories.submit(page, user=editor)
    approve(waiting, user=reviewer, scope="changes")
    url = reverse("wagtailadmin_pages:workflow_action", args=[high.pk, "approve", waiting.pk])
    client = client_of(other_reviewer)
    modal = BeautifulSoup(client.get(url, headers=MODAL).json()["html"], "html.parser")
    assert [radio["value"] for radio in modal.select("input[name=scope]")] == ["changes"]
    assert "Dr Reviewer reviewed only the changes" in modal.get_text()
    with pytest.raises(ApprovalRefused, match="Dr Reviewer reviewed only the changes"):
        approve(waiting, user=other_reviewer, scope="whole")


# What it does not end


def test_first_approval__ends_nobodys_authorship(waiting, high, editor, reviewer, other_reviewer):
    approve(waiting, user=reviewer)
    assert authors_of(high) == [editor]
    approve(waiting, user=other_reviewer)
    assert authors_of(high) == []


def test_first_approval__of_a_change_leaves_readers_what_they_had(
    high, editor, reviewer, other_reviewer, client
):
    page = factories.published(high, author=editor, approver=reviewer)
    before = page_text(client, page)
    page.summary = "Not yet for readers."
    approve(factories.submit(page, user=editor), user=other_reviewer)
    assert page_text(client, page) == before
    log = client.get(reverse("headhealth:changes_list", args=[page.pk])).content.decode()
    assert log.count("hh-changes__item") == 1
    assert "Dr Reviewer, MBBS and Dr Co_Reviewer1, MBBS" in log
    feed = client.get(reverse("headhealth:changes_feed")).content.decode()
    assert feed.count("</entry>") == 1
    assert "<name>Dr Reviewer and Dr Co_Reviewer1</name>" in feed


def test_structured_data__names_both(high, editor, reviewer, client):
    page = factories.published(high, author=editor, approver=reviewer)
    content = BeautifulSoup(client.get(page.get_url()).content, "html.parser")
    text = content.find("script", type="application/ld+json").string
    assert '"Dr Reviewer"' in text
    assert '"Dr Co_Reviewer1"' in text


# What people are told


@pytest.mark.parametrize("route", ["dashboard", "editor"])
def test_message__after_the_first_of_two(waiting, high, reviewer, client_of, route):
    client = client_of(reviewer)
    answers = checklist(waiting)
    claim_review(review_request=waiting.review_request, user=reviewer)
    if route == "dashboard":
        url = reverse("wagtailadmin_pages:workflow_action", args=[high.pk, "approve", waiting.pk])
        client.post(url, answers, headers=MODAL)
        response = client.get(reverse("wagtailadmin_home"))
    else:
        form = condition_form(
            high,
            **{
                "action-workflow-action": "1",
                "workflow-action-name": "approve",
                "workflow-action-extra-data": json.dumps(answers),
            },
        )
        url = reverse("wagtailadmin_pages:edit", args=[high.pk])
        response = client.post(url, form, follow=True)
    assert any("Your approval is recorded: 1 of 2." in text for text in said(response))
    assert finals(high) == [False]
    assert not waiting.review_request.claims.exists()
    entry = PageLogEntry.objects.get(action="headhealth.review.approve_with_others")
    assert entry.user == reviewer


def test_modal__shows_the_first_record_and_how_many_it_takes(
    waiting, high, reviewer, other_reviewer, client_of
):
    url = reverse("wagtailadmin_pages:workflow_action", args=[high.pk, "approve", waiting.pk])
    client = client_of(other_reviewer)
    html = client.get(url, headers=MODAL).json()["html"]
    assert "2 different medical reviewers have to approve this version." in html
    assert "it waits for 1 other reviewer" in html
    approve(waiting, user=reviewer, comment="The doses are right.", change_note="New doses")
    html = client.get(url, headers=MODAL).json()["html"]
    assert "1 of 2 reviewers has approved this version." in html
    assert "The doses are right." in html
    assert "this version is published at once" in html
    assert 'value="New doses"' in html


def test_editor__says_how_many_it_takes_and_that_there_are_too_few(
    high, editor, reviewer, client_of
):
    url = reverse("wagtailadmin_pages:edit", args=[high.pk])
    html = client_of(editor).get(url).content.decode()
    assert "2 different medical reviewers have to approve this version." in html
    assert "Only 1 eligible reviewer is available." in html
    factories.reviewer(username="other_reviewer")
    assert "registered reviewers may approve it" not in client_of(editor).get(url).content.decode()


def test_editor__tells_the_first_reviewer_what_an_edit_ends(
    waiting, high, reviewer, other_reviewer, client_of
):
    approve(waiting, user=reviewer)
    url = reverse("wagtailadmin_pages:edit", args=[high.pk])
    html = client_of(reviewer).get(url).content.decode()
    assert "Any edit ends your approval" in html
    assert "Review and approve" not in html
    html = client_of(other_reviewer).get(url).content.decode()
    assert "If you edit it here that approval ends" in html


# At once


@pytest.mark.usefixtures("committed")
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("same_person", [False, True])
def test_two_approvals_at_once__make_one_final_record(same_person):
    page = factories.ConditionPageFactory(
        parent=factories.AToZPageFactory(parent=Site.objects.get().root_page), risk_tier="high"
    )
    task_state = factories.submit(page, user=factories.editor())
    names = ["first", "first" if same_person else "second"]
    users = [factories.reviewer(username=name) for name in names]
    answers = checklist(task_state)

    def approving(user: Any) -> Any:
        state = TaskState.objects.get(pk=task_state.pk)
        return lambda: state.task.specific.on_action(state, user, "approve", **answers)

    outcomes = at_once(*(approving(user) for user in users))
    assert finals(page) == ([False] if same_person else [False, True])
    assert sum(isinstance(each, ApprovalRefused) for each in outcomes) == int(same_person)
    assert stored(page).live is not same_person
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").count() == int(
        not same_person
    )


def test_tier_lowered__after_an_urgent_publication_takes_as_many(live, editor, publisher):
    def with_tier(tier: str) -> Any:
        page = factories.latest(type(live).objects.get(pk=live.pk))
        page.risk_tier, page.summary = tier, "Take half of it."
        page.save_revision(user=editor)
        return factories.latest(type(live).objects.get(pk=live.pk))

    publish_urgently(
        digest=factories.digest_shown(with_tier("high")),
        obj=type(live).objects.get(pk=live.pk),
        user=publisher,
        reason="The dose on the page is ten times too high.",
    )
    assert reviewers_needed(with_tier("routine"), last_review(live)) == 2


def test_tier_lowered__in_a_copy_takes_as_many_as_the_source_took(draft, editor, reviewer):
    draft.risk_tier = "high"
    live = factories.published(draft, author=editor, approver=reviewer)
    copy = live.copy(update_attrs={"slug": "copy", "title": "Copy"}, user=editor)
    page = factories.latest(copy)
    page.risk_tier = "routine"
    factories.approve(factories.submit(page, user=editor), user=reviewer)
    assert not type(live).objects.get(pk=copy.pk).live
