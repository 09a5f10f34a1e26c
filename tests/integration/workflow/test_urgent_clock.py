"""Whose review an urgent change needs, by when, and what counts as a reason for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.log_actions import LogContext

from headhealth.models import ConditionPage, MedicalReviewTask, ReviewClock, Withdrawal
from headhealth.re_review.ask import request_reviews
from headhealth.review.newest_review import newest_review
from headhealth.rules.reasons import has_words
from headhealth.snippets.source_notice import mark_source
from headhealth.withdrawal.withdraw import withdraw, withdrawing
from headhealth.workflow.approval import why_not_decide
from headhealth.workflow.approval_progress import eligible_reviewers
from headhealth.workflow.emergency import UrgencyRefused, publish_urgently
from headhealth.workflow.open_reviews import reviews_waiting_for
from tests import factories
from tests.integration.audit.auditing import audit

REASON = "The dose on the page is ten times too high."
LATER = timedelta(hours=5)


@pytest.fixture
def changed(live: ConditionPage, editor: Any) -> ConditionPage:
    live.summary = "Take half of it."
    live.save_revision(user=editor)
    return stored(live)


def stored(page: Any) -> Any:
    return ConditionPage.objects.get(pk=page.pk)


def urgently(page: Any, user: Any, reason: str = REASON) -> Any:
    digest = factories.digest_shown(page.get_latest_revision_as_object())
    return publish_urgently(obj=page, user=user, reason=reason, digest=digest)


def write(page: Any, user: Any, summary: str) -> Any:
    page = stored(page).get_latest_revision_as_object()
    page.summary = summary
    page.save_revision(user=user)
    return stored(page)


def unpublish(page: Any, user: Any) -> None:
    stored(page).unpublish(user=user)


def publish_what_was_approved(page: Any, user: Any) -> None:
    page = write(page, user, "Most headaches pass without treatment.")
    page.get_latest_revision().publish(user=user)


@pytest.mark.parametrize("between", [unpublish, publish_what_was_approved, lambda *args: None])
def test_deadline__is_that_of_the_first_change_that_nobody_reviewed(
    between, changed, editor, publisher
):
    first = urgently(changed, publisher)
    between(changed, publisher)
    with time_machine.travel(timezone.now() + LATER):
        page = write(changed, editor, "Take a third of it.")
        second = urgently(page, publisher)
        assert second.review_due_at == first.review_due_at
        assert ReviewClock.objects.for_object(page).get().emergency_due_at == first.review_due_at


def test_deadline__begins_again_after_an_approval(changed, editor, publisher, reviewer):
    first = urgently(changed, publisher)
    factories.approve(stored(changed).current_workflow_task_state, user=reviewer)
    with time_machine.travel(timezone.now() + LATER):
        second = urgently(write(changed, editor, "Take a third of it."), publisher)
    assert second.review_due_at > first.review_due_at


def test_revoked_approval__lets_no_urgent_publication_count_again(
    changed, publisher, reviewer, client
):
    urgently(changed, publisher)
    factories.approve(stored(changed).current_workflow_task_state, user=reviewer)
    stored(changed).unpublish()
    newest_review(changed).revoke()
    with pytest.raises(PermissionDenied):
        stored(changed).get_latest_revision().publish(user=publisher)
    assert client.get(changed.url).status_code == 404


def approve_another_for_later(page: Any, reviewer: Any) -> None:
    draft = stored(page).get_latest_revision_as_object()
    draft.summary, draft.go_live_at = "Ask a doctor first.", timezone.now() + timedelta(days=3)
    draft.save_revision(user=factories.editor())
    factories.approve(stored(page).current_workflow_task_state, user=reviewer)
    stored(page).unpublish()


def approve_another(page: Any, reviewer: Any) -> None:
    write(page, factories.editor(), "Ask a doctor first.")
    factories.approve(stored(page).current_workflow_task_state, user=reviewer)


def the_same_again(page: Any, user: Any) -> Any:
    draft = stored(page).get_latest_revision_as_object()
    draft.summary, draft.go_live_at = "Take half of it.", None
    draft.save_revision(user=user)
    return stored(page)


@pytest.mark.parametrize("between", [approve_another_for_later, approve_another])
@pytest.mark.parametrize("hours", [LATER, timedelta(hours=30)])
def test_deadline__stays_while_that_content_was_not_approved(
    between, hours, changed, editor, publisher, reviewer
):
    first = urgently(changed, publisher)
    between(changed, reviewer)
    with time_machine.travel(timezone.now() + hours):
        second = urgently(the_same_again(changed, editor), publisher)
        assert second.review_due_at == first.review_due_at
        assert ("emergency-unreviewed" in audit().codes) == (timezone.now() > first.review_due_at)


def test_deadline__begins_again_for_other_content_after_an_approval(
    changed, editor, publisher, reviewer
):
    first = urgently(changed, publisher)
    approve_another(changed, reviewer)
    with time_machine.travel(timezone.now() + LATER):
        second = urgently(write(changed, editor, "Take a third of it."), publisher)
    assert second.review_due_at > first.review_due_at


def test_deadline__of_a_copy_is_that_of_its_source(changed, editor, publisher):
    first = urgently(changed, publisher)
    with time_machine.travel(timezone.now() + LATER):
        attrs = {"title": "Copy", "slug": "copy"}
        copy = stored(changed).copy(update_attrs=attrs, user=editor)
        stored(copy).save_revision(user=editor)
        assert urgently(stored(copy), publisher).review_due_at == first.review_due_at


@pytest.fixture
def deciding(live: ConditionPage) -> Any:
    """Somebody who may publish urgently, and is a medical reviewer too."""
    groups = [factories.PUBLISHERS, factories.REVIEWERS]
    return factories.reviewer(username="deciding", groups=groups)


def test_who_published_it_urgently__does_not_review_it(changed, deciding, reviewer):
    before = eligible_reviewers(medical_task(), changed)
    urgently(changed, deciding)
    state = stored(changed).current_workflow_task_state
    with pytest.raises(PermissionDenied, match="you published it urgently"):
        factories.approve(state, user=deciding)
    assert "you published it urgently" in why_not_decide(state, deciding)
    assert [name for name, *_ in state.task.specific.get_actions(changed, deciding)] == ["reject"]
    assert not reviews_waiting_for(deciding).exists()
    assert eligible_reviewers(medical_task(), changed) == before - 1
    assert reviews_waiting_for(reviewer).exists()
    factories.approve(state, user=reviewer)
    assert audit().findings == []
    page = write(changed, reviewer, "Take a third of it.")
    state = factories.submit(page.get_latest_revision_as_object(), user=reviewer)
    factories.approve(state, user=deciding)


def withdrawn(page: Any, reviewer: Any) -> None:
    withdraw(stored(page), reason="It was wrong again.", user=factories.superuser())


def approved_and_revoked(page: Any, reviewer: Any) -> None:
    factories.approve(stored(page).current_workflow_task_state, user=reviewer)
    newest_review(page).revoke()


@pytest.mark.parametrize(
    "between", [withdrawn, approved_and_revoked, approve_another_for_later, approve_another]
)
def test_who_published_it_urgently__does_not_review_the_same_content_later(
    between, changed, editor, deciding, reviewer
):
    urgently(changed, deciding)
    between(changed, reviewer)
    page = the_same_again(changed, editor)
    state = page.current_workflow_task_state or factories.submit(
        page.get_latest_revision_as_object(), user=editor
    )
    with pytest.raises(PermissionDenied, match="you published it urgently"):
        factories.approve(state, user=deciding)
    factories.approve(state, user=reviewer)


def test_who_published_it_urgently__reviews_other_content_after_an_approval(
    changed, editor, deciding, reviewer
):
    urgently(changed, deciding)
    approve_another(changed, reviewer)
    page = write(changed, editor, "Take a third of it.")
    state = factories.submit(page.get_latest_revision_as_object(), user=editor)
    factories.approve(state, user=deciding)


def test_second_account_of_the_same_person__does_not_review_it_either(changed, deciding):
    urgently(changed, deciding)
    known = deciding.contributors.get()
    deciding.contributors.all().update(user=None)
    second = factories.UserFactory(username="second_account", groups=[factories.REVIEWERS])
    known.refresh_from_db()
    known.user = second
    with LogContext(user=factories.UserFactory(username="entry")):
        known.save()
    known.confirm_registration(user=factories.UserFactory(username="registrar"))
    state = stored(changed).current_workflow_task_state
    with pytest.raises(PermissionDenied, match="you published it urgently"):
        factories.approve(state, user=second)


def medical_task() -> Any:
    return MedicalReviewTask.objects.get()


NO_WORDS = [
    "",
    "\u200b" * 20,
    "\u200b \u200c \u200d \u2060 \ufeff" * 5,
    "\u202e\u202d\u2066\u2069" * 5,
    "\u0301\u0302 \u0303\u0304" * 5,
    "\u3164 \u3164\u3164 \u3164\u3164\u3164",
    "\u2800\u2800 \u2800\u2800\u2800\u2800\u2800\u2800",
    "1234567890 123456",
    "........ ........",
    "urgenturgenturgent",
    "ur\u200bgent\u200burgent",
    "a b c d e f g h i j",
    "🤕🤕🤕 🤕🤕🤕",
    "\u02b0\u02b0 \u02b1\u02b1 ..........",
    "urgent Urgent URGENT",
    "aa aa aa aa aa",
]
NOTHING = ["\u200b\u200b", "...", "\U0001f600\U0001f600", "aa aa"]
"""Reasons for acts that ask for no length."""


@pytest.mark.parametrize("reason", NO_WORDS, ids=ascii)
def test_reason__without_words_is_none(reason, changed, publisher):
    assert not has_words(reason)
    with pytest.raises(UrgencyRefused, match="Say why it cannot wait"):
        urgently(changed, publisher, reason=reason)


@pytest.mark.parametrize("reason", NOTHING, ids=ascii)
def test_reason__without_words_is_refused_by_all_services(reason, live, superuser):
    with pytest.raises(ValidationError, match="two words"):
        withdraw(live, reason=reason, user=superuser)
    with pytest.raises(ValidationError, match="two words"):
        with withdrawing([live], reason=reason, user=superuser):
            live.unpublish(user=superuser)
    with pytest.raises(ValidationError, match="two words"):
        Withdrawal(reason=reason).clean()
    with pytest.raises(ValidationError, match="two words"):
        clocks = ReviewClock.objects.for_object(live)
        request_reviews(clocks=clocks, reason=reason, cause="x", user=superuser)
    with pytest.raises(ValidationError, match="two words"):
        today, source = timezone.localdate(), factories.SourceFactory()
        mark_source(source, kind="retracted", happened_on=today, reason=reason, user=superuser)


@pytest.mark.parametrize(
    "reason",
    [REASON, "Dosis falsch", "Доза неверна.", "剂量错误", "الجرعة خاطئة", "ยาผิด", "x\u0301y wrong"],
)
def test_reason__in_words_of_any_language_is_one(reason):
    assert has_words(reason)
