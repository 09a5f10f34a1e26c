"""An approval is recorded as public when readers first get what it approved."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from headhealth.models import ConditionPage, LedgerEntry, MedicalReview
from headhealth.review.newest_review import newest_review
from headhealth.review.published_before import note_published_before
from tests import factories
from tests.integration.audit.auditing import audit, rows


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


def test_approvals_from_before__are_recorded_where_they_are_public(a_to_z, editor, reviewer):
    pages = [factories.ConditionPageFactory(parent=a_to_z) for _number in range(3)]
    live, changed = (factories.published(p, author=editor, approver=reviewer) for p in pages[:2])
    waiting = factories.reviewed(pages[2])
    live.create_alias(update_slug="alias")
    for page in (live, changed):
        forget_publication(newest_review(page))
    rows(ConditionPage).filter(pk=changed.pk).update(summary="Changed past the gate.")
    said: list[str] = []
    note_published_before(said.append)
    assert said == ["Approvals recorded as public: 1 conditions."]
    assert newest_review(live).published_at is not None
    for review in (newest_review(changed), waiting):
        assert MedicalReview.objects.get(pk=review.pk).published_at is None
    note_published_before(said.append)
    assert len(said) == 1
