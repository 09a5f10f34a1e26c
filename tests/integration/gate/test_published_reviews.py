"""An approval is recorded as public when readers first get what it approved."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Revision, WorkflowTask

from headhealth.models import ConditionPage, LedgerEntry, MedicalReview, MedicalReviewTask
from headhealth.review.newest_review import newest_review
from headhealth.review.published_before import note_published_before
from headhealth.review.review_clock import ReviewClock
from headhealth.review.review_queries import shown_history
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.histories import (
    approve_next,
    cancel_schedule,
    published_urgently,
    scheduled,
)


def publications():
    return LedgerEntry.objects.filter(kind="publication")


def forget_publication(review):
    """As before the update, when none was recorded."""
    rows(LedgerEntry).filter(kind="publication", record_id=review.pk)._raw_delete("default")
    rows(MedicalReview).filter(pk=review.pk).update(published_at=None)


def test_approval_that_is_published__is_recorded_once(live, editor, publisher):
    review = newest_review(live)
    assert review.published_at >= review.reviewed_at
    assert [entry.record_id for entry in publications()] == [review.pk]
    page = ConditionPage.objects.get()
    page.live_revision.publish(user=publisher)
    page.unpublish()
    ConditionPage.objects.get().get_latest_revision().publish(user=publisher)
    assert publications().count() == 1


def test_approval_that_waits_for_its_hour__is_recorded_in_its_hour(live, editor, reviewer):
    hour = timezone.now() + timedelta(days=1)
    page = ConditionPage.objects.get()
    page.summary, page.go_live_at = "Tomorrow.", hour
    factories.published(page, author=editor, approver=reviewer)
    waiting = newest_review(live)
    ConditionPage.objects.get().save()
    assert newest_review(live) == waiting and waiting.published_at is None
    with time_machine.travel(hour + timedelta(minutes=1)):
        call_command("publish_scheduled", verbosity=0)
        assert newest_review(live).published_at > hour
        assert audit().status == 0


def test_alias_saved_with_what_waits__makes_nothing_public_at_its_source(live, editor, reviewer):
    alias = live.create_alias(update_slug="alias")
    page = ConditionPage.objects.get(pk=live.pk)
    page.summary, page.go_live_at = "Tomorrow.", timezone.now() + timedelta(days=1)
    factories.published(page, author=editor, approver=reviewer)
    alias = ConditionPage.objects.get(pk=alias.pk)
    alias.summary = "Tomorrow."
    alias.save()
    assert newest_review(live).published_at is None
    assert audit().codes == []


@pytest.mark.parametrize("write", [Page.save, ConditionPage.save])
def test_draft_made_live__by_whatever_class_is_recorded(write, draft):
    """Approved without being published, as a workflow of the site may end."""
    factories.reviewed(draft)
    page = ConditionPage.objects.get()
    base = page if write is ConditionPage.save else Page.objects.get(pk=page.pk)
    base.live = True
    write(base)
    assert newest_review(page).published_at is not None
    assert audit().codes == []


def test_save_of_a_live_page__takes_no_more_queries_once_it_is_recorded(live):
    ConditionPage.objects.get().save()
    with CaptureQueriesContext(connection) as captured:
        ConditionPage.objects.get().save()
    assert not any("ledgerhead" in query["sql"] for query in captured if "UPDATE" in query["sql"])


@pytest.fixture
def second_task(publisher):
    """Publishers decide once more after the medical reviewers."""
    group = Group.objects.create(name="Second")
    group.user_set.add(publisher)
    task = GroupApprovalTask.objects.create(name="Second")
    task.groups.set([group])
    workflow = MedicalReviewTask.objects.get().workflows.get()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=99)
    return task


def test_urgent_text__approved_in_the_first_of_two_tasks_is_recorded(
    live, editor, publisher, other_reviewer, second_task
):
    first = newest_review(live)
    published_urgently(live, editor, publisher)
    page = ConditionPage.objects.get()
    factories.approve(page.current_workflow_task_state, user=other_reviewer)
    assert newest_review(page) != first and newest_review(page).published_at is not None
    assert audit().status == 0
    rows(ConditionPage).update(summary=live.summary)
    rows(Page).filter(pk=live.pk).update(live_revision=first.revision)
    assert audit().codes == ["review-superseded"]


def test_urgent_text__is_recorded_by_the_approval_that_completes_it(
    live, editor, publisher, reviewer, other_reviewer
):
    rows(ConditionPage).update(risk_tier="high")
    published_urgently(live, editor, publisher)
    for user in (reviewer, other_reviewer):
        factories.approve(ConditionPage.objects.get().current_workflow_task_state, user=user)
    _before, first, last = MedicalReview.objects.order_by("pk")
    assert not first.is_final and first.published_at is None
    assert last.is_final and last.published_at is not None
    assert audit().codes == []


def test_approval_that_never_was_public__is_not_what_an_urgent_change_followed(
    live, editor, reviewer, other_reviewer, publisher, client
):
    scheduled(editor, other_reviewer, "Tomorrow.", 1)
    cancel_schedule()
    published_urgently(live, editor, publisher)
    page = ConditionPage.objects.get()
    assert [each.reviewer_name for each in shown_history(page)[0]] == ["Dr Reviewer"]
    clock = ReviewClock.objects.for_object(page).get()
    assert clock.reviewer_name == "Dr Reviewer"


def waits(live, editor, reviewer, publisher):
    scheduled(editor, reviewer, "Tomorrow.", 1)


def is_urgent(live, editor, reviewer, publisher):
    published_urgently(live, editor, publisher)


def is_unpublished(live, editor, reviewer, publisher):
    ConditionPage.objects.get().unpublish()


def is_as_approved(live, editor, reviewer, publisher):
    pass


@pytest.mark.parametrize("state", [is_as_approved, waits, is_urgent, is_unpublished])
def test_update__enters_what_readers_have_got_last(state, live, editor, reviewer, publisher):
    """Where another text is live, the newest approval alone covers what it is about."""
    is_live = state is not is_urgent
    first = newest_review(live)
    approve_next(live, editor, reviewer, summary="Second.")
    second = newest_review(live)
    state(live, editor, reviewer, publisher)
    for review in MedicalReview.objects.all():
        forget_publication(review)
    said: list[str] = []
    note_published_before(said.append)
    assert said == ["Approvals recorded as public: 1 conditions."] * is_live
    noted = MedicalReview.objects.filter(published_at__isnull=False)
    assert [review.pk for review in noted] == [second.pk] * is_live
    note_published_before(said.append)
    assert len(said) == is_live
    rows(ConditionPage).update(summary=live.summary)
    rows(Page).filter(pk=live.pk).update(live=True, live_revision=first.revision)
    assert "review-superseded" in audit().codes


def test_publication_by_a_process_of_the_release_before__is_recorded_by_the_next_approval(
    live, editor, reviewer
):
    """Between ``migrate`` and its restart."""
    with patch.object(MedicalReview, "note_published"):
        approve_next(live, editor, reviewer, summary="Second.")
    second = newest_review(live)
    scheduled(editor, reviewer, "Tomorrow.", 1)
    second.refresh_from_db()
    assert second.published_at is not None
    assert newest_review(live).published_at is None
    assert audit().codes == []
    rows(ConditionPage).update(summary=live.summary)
    assert "review-superseded" in audit().codes


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_update__says_nothing_of_what_was_never_public(is_cancelled, draft, live, a_to_z):
    page = factories.ConditionPageFactory(parent=a_to_z)
    page.go_live_at = timezone.now() + timedelta(days=1)
    revision = page.save_revision()
    if not is_cancelled:
        rows(Revision).filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)
    review = factories.reviewed(page, revision=revision, revision_number=revision.pk)
    note_published_before(print)
    assert MedicalReview.objects.get(pk=review.pk).published_at is None


@pytest.mark.parametrize("is_purged", [False, True], ids=["", "purged"])
@pytest.mark.parametrize("body", ["5", "[5]"])
def test_update__does_not_stop_at_content_that_cannot_be_read(body, is_purged, live):
    forget_publication(newest_review(live))
    rows(ConditionPage).update(body=body)
    if is_purged:
        rows(Page).filter(pk=live.pk).update(live_revision=None)
    note_published_before(print)
    assert (MedicalReview.objects.get().published_at is None) is is_purged


def test_update__goes_by_the_content_where_the_live_revision_was_purged(live, editor, reviewer):
    public = newest_review(live)
    scheduled(editor, reviewer, "Tomorrow.", 1)
    cancel_schedule()
    forget_publication(public)
    rows(Page).filter(pk=live.pk).update(live_revision=None)
    note_published_before(print)
    noted = MedicalReview.objects.filter(published_at__isnull=False)
    assert [review.pk for review in noted] == [public.pk]
