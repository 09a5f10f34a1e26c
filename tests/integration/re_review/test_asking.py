"""Asking for the review of many pages: what happens to each, and whatever interrupts it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site, WorkflowState

from headhealth.models import ConditionPage, MedicalReview, ReReviewItem, ReviewClock
from headhealth.re_review import ask as asking
from headhealth.re_review.ask import request_reviews, retry_failed, work_on
from headhealth.re_review.chosen_content import clocks_of_pages, clocks_of_what_shows
from headhealth.re_review.withdraw_request import withdraw_request
from headhealth.workflow.medical_review_task import MedicalReviewTask
from tests import factories
from tests.integration.at_once import at_once
from tests.integration.re_review.many_pages import pages_citing

LONG = 600.0
"""Seconds: to the end, however slow the machine is."""


def continue_re_reviews(*arguments: str) -> str:
    output = StringIO()
    call_command("continue_re_reviews", *arguments, stdout=output)
    return output.getvalue()


def states(asked: Any) -> list[str]:
    return list(asked.items.order_by("pk").values_list("state", flat=True))


def asked_at(page: Any) -> Any:
    return ReviewClock.objects.for_object(page).get().review_asked_at


def citing(page: ConditionPage, source: Any, **people: Any) -> ConditionPage:
    page.sources = [("source", source)]
    return factories.published(page, **people)


@pytest.fixture
def article(draft: ConditionPage, source: Any, editor: Any, reviewer: Any) -> ConditionPage:
    return citing(draft, source, author=editor, approver=reviewer)


# What happens to one page


def test_page__is_submitted_as_it_is_live(article, ask, publisher):
    asked = ask()
    assert asked.progress.waiting == 1
    before = article.latest_revision_id
    progress = work_on(asked, seconds=LONG)
    assert (progress.total, progress.asked, progress.answered) == (1, 1, 0)
    article.refresh_from_db()
    state = article.current_workflow_state
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert state.requested_by == publisher
    assert state.current_task_state.revision_id == before == article.live_revision_id
    # The reason stands where reviewers look.
    assert state.current_task_state.review_request.comment == "It was retracted."
    assert asked_at(article) == asked.items.get().handled_at


def test_review_of_the_whole__answers_it(article, ask, other_reviewer):
    asked = ask()
    work_on(asked, seconds=LONG)
    article.refresh_from_db()
    factories.approve(article.current_workflow_task_state, user=other_reviewer)
    assert asked_at(article) is None
    assert asked.progress.answered == 1


def test_review_of_changes_only__does_not_answer_it(article, ask, editor, other_reviewer):
    asked = ask()
    work_on(asked, seconds=LONG)
    article.refresh_from_db()
    article.summary = "A changed summary."
    article.save_revision(user=editor)
    factories.approve(article.current_workflow_task_state, user=other_reviewer, scope="changes")
    assert asked_at(article) is not None
    assert asked.progress.answered == 0


def test_asking__makes_nobody_an_author(article, ask, editor, superuser):
    """A reviewer may ask, and approve what somebody else wrote."""
    reviewer = factories.reviewer(username="third")
    work_on(ask(user=reviewer), seconds=LONG)
    article.refresh_from_db()
    factories.approve(article.current_workflow_task_state, user=reviewer)
    assert MedicalReview.objects.for_object(article).newest_first()[0].reviewer_user == reviewer


def test_newer_draft__is_not_submitted(article, ask, editor):
    article.summary = "A half-finished thought"
    article.save_revision(user=editor)
    asked = ask()
    work_on(asked, seconds=LONG)
    item = asked.items.get()
    assert (item.state, item.note, item.workflow_state) == ("asked", "draft", None)
    article.refresh_from_db()
    assert not article.workflow_in_progress
    # Its owner hears of it all the same.
    assert asked_at(article) is not None


def test_draft_with_the_same_content__is_submitted(article, ask, editor):
    article.save_revision(user=editor)
    article.refresh_from_db()
    assert article.has_unpublished_changes
    work_on(ask(), seconds=LONG)
    assert article.workflow_in_progress


def test_running_review__goes_on(article, ask, editor):
    running = factories.submit(article, user=editor).workflow_state
    asked = ask()
    work_on(asked, seconds=LONG)
    item = asked.items.get()
    assert (item.state, item.note, item.workflow_state) == ("asked", "in_review", None)
    assert article.current_workflow_state == running


def test_page_that_was_sent_back__waits_for_its_authors(article, ask, editor, other_reviewer):
    state = factories.submit(article, user=editor)
    state.task.specific.on_action(state, other_reviewer, "reject", comment="Shorter, please.")
    asked = ask()
    work_on(asked, seconds=LONG)
    assert asked.items.get().note == "sent_back"


def test_page_that_is_gone__is_left_out(article, ask):
    asked = ask()
    article.unpublish()
    work_on(asked, seconds=LONG)
    assert (asked.items.get().state, asked.items.get().note) == ("skipped", "not_live")


def test_no_workflow__says_so(article, ask):
    asked = ask()
    MedicalReviewTask.objects.get().workflows.get().deactivate()
    work_on(asked, seconds=LONG)
    assert asked.items.get().note == "no_workflow"


# The request


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason__nothing_is_asked_for(reason, article, ask):
    with pytest.raises(ValidationError, match="Say why"):
        ask(reason=reason)


def test_without_pages__nothing_is_asked_for(ask):
    with pytest.raises(ValidationError, match="nothing live"):
        ask()


def test_same_form_twice__is_one_request(article, ask):
    number = uuid.uuid4()
    assert ask(submission_id=number) == ask(submission_id=number)
    assert ReReviewItem.objects.count() == 1


def test_two_people__start_one_review(article, ask, superuser):
    first, second = ask(), ask(user=superuser)
    work_on(first, seconds=LONG)
    work_on(second, seconds=LONG)
    assert [item.note for item in ReReviewItem.objects.order_by("pk")] == ["", "in_review"]
    assert WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).count() == 1


def test_alias__stands_for_its_source(article, home):
    alias = article.create_alias(parent=home)
    pages = Page.objects.filter(pk=alias.pk)
    assert [clock.object_id for clock in clocks_of_pages(pages)] == [str(article.pk)]


def test_plain_pages__are_left_out(home, article):
    pages = Page.objects.filter(depth__gt=1)
    assert [clock.title for clock in clocks_of_pages(pages)] == ["Migraine"]


def test_symptoms__can_be_asked_for(ask, editor, reviewer):
    symptom = factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)
    work_on(ask(clocks=ReviewClock.objects.for_object(symptom)), seconds=LONG)
    assert symptom.workflow_in_progress


# Many


@pytest.fixture
def parent(a_to_z: Any) -> Any:
    return a_to_z


def test_500_pages__are_asked_for_and_reviewers_get_one_mail(
    parent, source, ask, editor, reviewer, other_reviewer, superuser
):
    pages_citing(source, 500, parent=parent, owner=editor)
    mail.outbox.clear()
    with CaptureQueriesContext(connection) as captured:
        asked = ask()
    # The rights of the user, the clocks and 500 items, whatever the number.
    assert len(captured) < 18
    progress = work_on(asked, seconds=LONG)
    assert (progress.total, progress.asked, progress.failed, progress.waiting) == (500, 500, 0, 0)
    waiting = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    assert waiting.count() == 500
    assert ReviewClock.objects.exclude(review_asked_at=None).count() == 500
    assert sorted(each.to for each in mail.outbox) == [
        ["other_reviewer@example.org"],
        ["reviewer@example.org"],
    ]
    assert mail.outbox[0].subject == "500 pages to review: What cites “Old guideline”"
    assert "It was retracted." in mail.outbox[0].body
    assert f"/re-reviews/{asked.pk}/" in mail.outbox[0].body
    work_on(asked, seconds=LONG)
    assert len(mail.outbox) == 2


def test_little_time__does_a_little_and_goes_on(parent, source, ask):
    pages_citing(source, 3, parent=parent)
    asked = ask()
    assert [work_on(asked, seconds=0).done for _ in range(3)] == [1, 2, 3]
    assert states(asked) == ["asked"] * 3


def test_each_page__costs_as_much_among_many(parent, source, ask):
    pages_citing(source, 30, parent=parent)
    asked = ask()
    counts = []
    for _ in range(30):
        with CaptureQueriesContext(connection) as captured:
            work_on(asked, seconds=0)
        counts.append(len(captured))
    # The first pays for what is cached.
    assert max(counts[1:]) - min(counts[1:]) <= 2


def test_failure__stops_no_other_page_and_can_be_tried_again(
    parent, source, ask, monkeypatch, caplog
):
    pages = pages_citing(source, 3, parent=parent)
    submit = asking._submit

    def failing(obj: Any, request: Any) -> Any:
        state = submit(obj, request)
        if obj.pk == pages[1].pk:
            raise RuntimeError("The search index is away.")
        return state

    monkeypatch.setattr(asking, "_submit", failing)
    asked = ask()
    work_on(asked, seconds=LONG)
    assert states(asked) == ["asked", "failed", "asked"]
    assert asked.items.get(state="failed").error == "The search index is away."
    assert "The search index is away." in caplog.text
    # Nothing of it was kept.
    assert not pages[1].workflow_in_progress
    assert asked_at(pages[1]) is None
    monkeypatch.undo()
    assert retry_failed(asked) == 1
    work_on(asked, seconds=LONG)
    assert states(asked) == ["asked"] * 3
    assert asked.items.exclude(error="").count() == 0


def test_interruption__leaves_the_page_for_the_next_time(parent, source, ask, monkeypatch):
    pages_citing(source, 2, parent=parent)
    asked = ask()

    def interrupted(*args: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "_submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        work_on(asked, seconds=LONG)
    assert states(asked) == ["waiting"] * 2
    monkeypatch.undo()
    assert work_on(asked, seconds=LONG).asked == 2


# Taking it back


def test_what_was_left__is_finished_by_the_hourly_job(parent, source, ask, reviewer, publisher):
    pages_citing(source, 3, parent=parent)
    asked = ask()
    work_on(asked, seconds=0)
    assert asked.progress.waiting == 2
    assert continue_re_reviews("--dry-run") == "Not finished: “What cites “Old guideline””.\n"
    assert asked.progress.waiting == 2 and not mail.outbox
    assert "3 pages and snippets" in continue_re_reviews()
    assert asked.progress.asked == 3
    assert len(mail.outbox) == 1
    assert continue_re_reviews() == ""

    withdraw_request(asked, user=publisher)
    assert "Finished" in continue_re_reviews()
    assert asked.progress.withdrawn == 3
    assert continue_re_reviews() == ""
    assert len(mail.outbox) == 1


def test_failure__makes_the_hourly_job_fail(parent, source, ask, monkeypatch):
    pages_citing(source, 2, parent=parent)
    asked = ask()
    monkeypatch.setattr(asking, "_ask", lambda item, request: 1 / 0)
    with pytest.raises(CommandError, match="Failed: 2"):
        continue_re_reviews()
    assert asked.progress.failed == 2
    # It is for somebody to look at, and not tried each hour.
    assert continue_re_reviews() == ""


def test_withdrawal__ends_what_nobody_reviewed(parent, source, ask, editor, publisher, article):
    pages = pages_citing(source, 3, parent=Page.objects.get(pk=parent.pk))
    asked = ask()
    for _ in range(3):
        work_on(asked, seconds=0)
    factories.approve(
        asked.items.order_by("pk")[0].workflow_state.current_task_state,
        user=factories.reviewer(username="third"),
    )
    assert withdraw_request(asked, user=publisher)
    assert not withdraw_request(asked, user=publisher)
    work_on(asked, seconds=LONG)
    assert states(asked) == ["asked", "withdrawn", "withdrawn", "withdrawn"]
    assert not WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).exists()
    assert not ReviewClock.objects.exclude(review_asked_at=None).exists()
    assert ConditionPage.objects.get(pk=pages[0].pk).live


def test_withdrawal__leaves_what_others_asked_for(article, ask, superuser):
    first, second = ask(), ask(user=superuser)
    work_on(first, seconds=LONG)
    work_on(second, seconds=LONG)
    withdraw_request(second, user=superuser)
    work_on(second, seconds=LONG)
    article.refresh_from_db()
    assert article.workflow_in_progress
    assert asked_at(article) == first.items.get().handled_at


def test_clock__forgets_no_request_when_a_page_is_published_again(article, ask):
    work_on(ask(), seconds=LONG)
    article.refresh_from_db()
    article.get_latest_revision().publish()
    assert asked_at(article) > timezone.now() - timedelta(hours=1)
    assert clocks_of_what_shows(article.sources[0].value).count() == 1


def test_clock__knows_of_the_request_when_a_page_comes_back(article, ask, publisher):
    asked = ask()
    work_on(asked, seconds=LONG)
    article.refresh_from_db()
    article.unpublish(user=publisher)
    assert not ReviewClock.objects.for_object(article).exists()
    article.refresh_from_db()
    article.get_latest_revision().publish(user=publisher)
    assert asked_at(article) == asked.items.get().handled_at


@pytest.mark.usefixtures("committed")
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_two_at_once__submit_each_page_once():
    """Two browsers work off one request, and a third one another that asks for the same pages."""
    parent = factories.AToZPageFactory(parent=Site.objects.get().root_page)
    source = factories.SourceFactory()
    pages = pages_citing(source, 12, parent=parent)
    leader = factories.publisher()
    factories.reviewer()
    asked, again = (
        request_reviews(
            clocks=clocks_of_what_shows(source),
            reason="It was retracted.",
            cause="A source",
            user=leader,
        )
        for _ in range(2)
    )
    outcomes = at_once(
        *(lambda each=each: work_on(each, seconds=20) for each in (asked, asked, again))
    )
    assert [each.failed for each in outcomes] == [0, 0, 0]
    assert (asked.progress.asked, again.progress.asked) == (12, 12)
    running = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    assert running.count() == len(pages) == 12
    # One mail for each request that submitted anything, whoever of the two ended it.
    submitted = ReReviewItem.objects.exclude(workflow_state=None)
    assert len(mail.outbox) == submitted.values("request").distinct().count()
