"""Publishing what cannot wait: whose right it is, what goes out, and that a review follows."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import PageLogEntry, Site, TaskState

from headhealth.models import (
    ConditionPage,
    Contribution,
    EmergencyPublication,
    ReviewClock,
    ReviewPolicy,
)
from headhealth.review import review_ledger
from headhealth.review.content_digest import content_digest
from headhealth.review.contributions import authors_of
from headhealth.review.unreviewed_record import unreviewed_record
from headhealth.withdrawal.withdraw import withdraw
from headhealth.workflow.emergency import (
    UrgencyRefused,
    publish_urgently,
    why_not_publish_urgently,
)
from tests import factories
from tests.integration.at_once import at_once
from tests.integration.audit.auditing import audit
from tests.testapp.models import Advice

REASON = "The dose on the page is ten times too high."


@pytest.fixture
def changed(live: ConditionPage, editor: Any) -> ConditionPage:
    """A live page with a change that nobody has reviewed. Returns it as it is stored."""
    live.summary = "Take half of it."
    live.save_revision(user=editor)
    return ConditionPage.objects.get(pk=live.pk)


def urgently(obj: Any, user: Any, **kwargs: Any) -> EmergencyPublication:
    latest = content_digest(obj.get_latest_revision_as_object())
    given = {"reason": REASON, "digest": latest, **kwargs}
    return publish_urgently(obj=obj, user=user, **given)


def stored(obj: Any) -> Any:
    return type(obj)._default_manager.get(pk=obj.pk)


def clock(obj: Any) -> ReviewClock:
    return ReviewClock.objects.for_object(obj).get()


def waiting(obj: Any) -> TaskState:
    return stored(obj).current_workflow_task_state


def test_urgent_change__is_public_at_once(changed, publisher, client):
    publication = urgently(changed, publisher)
    assert "Take half of it." in client.get(changed.url).content.decode()
    assert (publication.published_by, publication.published_by_name) == (publisher, "publisher")
    assert (publication.reason, publication.object_title) == (REASON, "Migraine")
    assert publication.revision_id == stored(changed).live_revision_id


def test_urgent_page__may_be_new(draft, editor, publisher, client):
    draft.save_revision(user=editor)
    urgently(draft, publisher)
    assert client.get(draft.url).status_code == 200
    assert clock(draft).emergency_due_at


def test_urgent_snippet__is_published_and_reviewed_like_a_page(db, editor, superuser, reviewer):
    for snippet in (Advice(text="Old.", live=False), factories.SymptomFactory.build(live=False)):
        snippet.save()
        snippet.save_revision(user=editor)
        urgently(snippet, superuser)
        assert stored(snippet).live
        factories.approve(waiting(snippet), user=reviewer)
        assert clock(snippet).emergency_due_at is None


def test_clock__says_when_its_review_is_due_until_it_is_reviewed(changed, publisher, reviewer):
    publication = urgently(changed, publisher)
    found = clock(changed)
    assert found.emergency_due_at == publication.review_due_at
    assert publication.review_due_at - publication.published_at == timedelta(hours=24)
    # The version before it was reviewed, and by whom does not change.
    assert (found.reviewer_name, found.is_changed_since) == ("Dr Reviewer", True)
    factories.approve(waiting(changed), user=reviewer)
    assert clock(changed).emergency_due_at is None
    assert unreviewed_record(EmergencyPublication, stored(changed)) is None


def test_deadline__is_the_policys(changed, publisher, home):
    ReviewPolicy.objects.create(site=home.sites_rooted_here.get(), emergency_hours=3)
    publication = urgently(changed, publisher)
    assert publication.review_due_at - publication.published_at == timedelta(hours=3)


def test_second_urgent_change__gains_no_time(changed, publisher, editor):
    first = urgently(changed, publisher)
    page = changed.get_latest_revision_as_object()
    page.summary = "Take a third of it."
    page.save_revision(user=editor)
    second = urgently(stored(page), publisher)
    assert second.review_due_at == first.review_due_at
    assert clock(page).emergency_due_at == first.review_due_at


def test_review__is_asked_for_of_what_was_published(changed, publisher):
    publication = urgently(changed, publisher)
    state = waiting(changed)
    assert state.revision_id == publication.revision_id
    assert state.workflow_state.requested_by == publisher
    # The reviewers see why, and that it is not due with the others.
    assert state.review_request.comment == REASON
    assert state.review_request.due_on == timezone.localdate(publication.review_due_at)


@pytest.mark.parametrize("decided", ["waits", "sent back"])
def test_review_under_way__goes_on_with_what_was_published(
    decided, changed, editor, publisher, reviewer
):
    state = changed.get_workflow().start(changed, editor).current_task_state
    if decided == "sent back":
        state.task.specific.on_action(state, reviewer, "reject", comment="Say why.")
    publication = urgently(stored(changed), publisher)
    assert waiting(changed).status == TaskState.STATUS_IN_PROGRESS
    assert waiting(changed).revision_id == publication.revision_id


def test_request_for_changes__leaves_it_open(changed, publisher, reviewer):
    urgently(changed, publisher)
    mail.outbox.clear()
    state = waiting(changed)
    state.task.specific.on_action(state, reviewer, "reject", comment="Say why.")
    assert clock(changed).emergency_due_at
    # Everybody who took part hears of it: who wrote it and who published it.
    assert {to for each in mail.outbox for to in each.to} == {
        "editor@example.org",
        "publisher@example.org",
    }


def test_approval_of_what_waits_for_its_day__leaves_it_open(changed, editor, publisher, reviewer):
    urgently(changed, publisher)
    waiting(changed).workflow_state.cancel()
    page = stored(changed)
    page.summary = "Next week it is another."
    page.go_live_at = timezone.localtime() + timedelta(days=7)
    factories.approve(factories.submit(page, user=editor), user=reviewer)
    assert unreviewed_record(EmergencyPublication, stored(changed))


def test_authorship__does_not_end_with_it(changed, editor, publisher):
    before = list(Contribution.objects.for_object(changed).values())
    urgently(changed, publisher)
    assert list(Contribution.objects.for_object(changed).values()) == before
    assert authors_of(changed) == [editor]


def test_author_who_reviews__cannot_close_it(live, other_reviewer, reviewer, publisher):
    live.summary = "Take half of it."
    live.save_revision(user=other_reviewer)
    urgently(stored(live), publisher)
    with pytest.raises(PermissionDenied, match="you wrote part of it"):
        factories.approve(waiting(live), user=other_reviewer)
    factories.approve(waiting(live), user=reviewer)
    assert unreviewed_record(EmergencyPublication, stored(live)) is None


def test_going_back_to_what_was_approved__closes_it_for_readers(changed, publisher, editor):
    urgently(changed, publisher)
    page = stored(changed)
    page.summary = "Most headaches pass without treatment."
    page.save_revision(user=editor).publish(user=publisher)
    assert clock(changed).emergency_due_at is None


# Who may, and what


@pytest.mark.parametrize("user", ["editor", "reviewer"])
def test_permission__is_its_own(user, changed, request):
    with pytest.raises(UrgencyRefused, match="do not have the permission"):
        urgently(changed, request.getfixturevalue(user))
    assert not EmergencyPublication.objects.exists()


def test_permission__is_no_right_to_pages_that_one_cannot_edit(changed, reviewer):
    reviewer.user_permissions.add(Permission.objects.get(codename="add_emergencypublication"))
    reviewer = type(reviewer).objects.get(pk=reviewer.pk)
    with pytest.raises(UrgencyRefused, match="do not have the permission"):
        urgently(changed, reviewer)


def test_permission__needs_no_right_to_publish(changed, editor, client):
    editor.user_permissions.add(Permission.objects.get(codename="add_emergencypublication"))
    urgently(changed, type(editor).objects.get(pk=editor.pk))
    assert "Take half of it." in client.get(changed.url).content.decode()


@pytest.mark.parametrize("reason", ["", "   \n", "urgent", "x" * 2001, "\x00\x01 a b c \x02\x03"])
def test_reason__has_to_be_one(reason, changed, publisher):
    with pytest.raises(UrgencyRefused, match="Say why it cannot wait"):
        urgently(changed, publisher, reason=reason)
    assert not EmergencyPublication.objects.exists()


def test_other_version__is_refused(changed, publisher, client):
    seen = content_digest(changed.get_latest_revision_as_object())
    page = changed.get_latest_revision_as_object()
    page.summary = "Written after the screen was opened."
    page.save_revision()
    with pytest.raises(UrgencyRefused, match="The content changed"):
        urgently(changed, publisher, digest=seen)
    assert "Written after" not in client.get(changed.url).content.decode()


def test_version__has_to_keep_the_rules(changed, publisher):
    page = changed.get_latest_revision_as_object()
    page.title = ""
    page.save_revision(clean=False)
    with pytest.raises(UrgencyRefused, match="breaks rules"):
        urgently(stored(changed), publisher)


def test_nothing_new__is_refused(live, publisher):
    with pytest.raises(UrgencyRefused, match="Readers see this version already"):
        urgently(live, publisher)


def test_twice__is_refused(changed, publisher):
    urgently(changed, publisher)
    with pytest.raises(UrgencyRefused, match="Readers see this version already"):
        urgently(stored(changed), publisher)
    assert EmergencyPublication.objects.count() == 1


def test_day_in_the_future__is_refused(changed, publisher):
    page = changed.get_latest_revision_as_object()
    page.go_live_at = timezone.localtime() + timedelta(days=1)
    page.save_revision()
    with pytest.raises(UrgencyRefused, match="a day in the future"):
        urgently(changed, publisher)


def test_lock_of_somebody_else__holds(changed, publisher, editor):
    ConditionPage.objects.filter(pk=changed.pk).update(locked=True, locked_by=editor)
    with pytest.raises(UrgencyRefused, match="This is locked"):
        urgently(stored(changed), publisher)


def test_alias__is_not_published_itself(changed, home, publisher):
    alias = changed.create_alias(parent=home, update_slug="alias")
    assert "This shows another page" in why_not_publish_urgently(alias, publisher)


def test_alias__shows_what_its_source_published(changed, home, publisher, client):
    alias = changed.create_alias(parent=home, update_slug="alias")
    urgently(changed, publisher)
    assert "Take half of it." in client.get(alias.url).content.decode()
    assert unreviewed_record(EmergencyPublication, stored(alias))


# Mail


def test_mail__goes_to_every_reviewer_and_to_those_who_lead(
    changed, publisher, reviewer, other_reviewer, django_capture_on_commit_callbacks, settings
):
    settings.WAGTAILADMIN_NOTIFICATION_USE_HTML = True
    factories.publisher(username="chief")
    factories.reviewer(username="left", is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        urgently(changed, publisher)
    told = {each.to[0]: each for each in mail.outbox if "urgently" in each.subject}
    assert set(told) == {f"{name}@example.org" for name in ("reviewer", "other_reviewer", "chief")}
    message = told["reviewer@example.org"]
    assert message.subject.endswith("Published urgently, please review: “Migraine”")
    assert f"> {REASON}" in message.body
    due = timezone.localtime(EmergencyPublication.objects.get().review_due_at)
    assert f"Its review is due by {date_format(due, 'j F Y, H:i')}. Any reviewer" in message.body
    assert f"/admin/pages/{changed.pk}/edit/" in message.body
    assert changed.full_url in message.body
    html, kind = message.alternatives[0]
    assert (kind, REASON in html) == ("text/html", True)


def test_mail_that_fails__undoes_nothing(
    changed, publisher, reviewer, monkeypatch, django_capture_on_commit_callbacks, client
):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("headhealth.workflow.urgent_mail.send_urgent_mail", fail)
    with django_capture_on_commit_callbacks(execute=True):
        urgently(changed, publisher)
    assert "Take half of it." in client.get(changed.url).content.decode()


# Two in one instant


@pytest.fixture
def waiting_change(committed: None) -> ConditionPage:
    """A live page with a change that was submitted."""
    parent = factories.AToZPageFactory(parent=Site.objects.get().root_page)
    page = factories.published(factories.ConditionPageFactory(parent=parent))
    page.summary = "Take half of it."
    factories.submit(page, user=factories.editor(username="second_editor"))
    return stored(page)


ONE_WRITER = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one write at a time"
)


@ONE_WRITER
def test_two_people_at_once__publish_it_once(waiting_change):
    people = [factories.publisher(username=name) for name in ("first", "second")]
    outcomes = at_once(*(lambda user=user: urgently(waiting_change, user) for user in people))
    assert sorted(type(each).__name__ for each in outcomes) == [
        "EmergencyPublication",
        "UrgencyRefused",
    ]
    assert EmergencyPublication.objects.count() == 1
    assert stored(waiting_change).summary == "Take half of it."
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 1
    published = PageLogEntry.objects.filter(page=waiting_change.pk, action="wagtail.publish")
    assert published.count() == 2  # The first version, and this one.
    assert audit().status == 0


@ONE_WRITER
def test_approval_at_the_same_instant__leaves_one_authority(waiting_change):
    """Whoever comes second finds that it is published; neither is lost, and nothing is doubled."""
    state, doctor = waiting(waiting_change), factories.reviewer()
    answers, leader = factories.checklist(state), factories.publisher()
    outcomes = at_once(
        lambda: state.task.specific.on_action(state, doctor, "approve", **answers),
        lambda: urgently(waiting_change, leader),
    )
    assert stored(waiting_change).summary == "Take half of it."
    assert all(
        each is None or isinstance(each, (PermissionDenied, EmergencyPublication))
        for each in outcomes
    ), outcomes
    assert audit().status == 0
    is_reviewed = unreviewed_record(EmergencyPublication, stored(waiting_change)) is None
    assert is_reviewed or waiting(waiting_change) is not None


@ONE_WRITER
@pytest.mark.parametrize("act", ["approve", "publish urgently", "withdraw"])
def test_draft_saved_meanwhile__waits_for_no_row_that_the_act_needs(
    act, waiting_change, monkeypatch
):
    """The act is in the ledger and goes on to write the row when the draft wants both."""
    state, doctor = waiting(waiting_change), factories.reviewer()
    answers, leader = factories.checklist(state), factories.publisher()
    acts = {
        "approve": lambda: state.task.specific.on_action(state, doctor, "approve", **answers),
        "publish urgently": lambda: urgently(waiting_change, leader),
        "withdraw": lambda: withdraw(stored(waiting_change), reason="It is wrong.", user=leader),
    }
    is_held = threading.Event()
    hold = review_ledger.hold_ledger

    def hold_and_wait(*arguments: Any) -> Any:
        head = hold(*arguments)
        if not is_held.is_set():
            is_held.set()
            time.sleep(1)  # The draft gets as far as it can.
        return head

    for module in ("review.review_ledger", "withdrawal.withdraw", "workflow.emergency"):
        monkeypatch.setattr(f"headhealth.{module}.hold_ledger", hold_and_wait)

    def save_draft() -> Any:
        assert is_held.wait(20)
        page = stored(waiting_change).get_latest_revision_as_object()
        page.summary = "Written meanwhile."
        return page.save_revision(user=leader)

    done, revision = at_once(acts[act], save_draft)
    assert not isinstance(done, Exception), done
    assert not isinstance(revision, Exception), revision
    assert stored(waiting_change).get_latest_revision_as_object().summary == "Written meanwhile."
