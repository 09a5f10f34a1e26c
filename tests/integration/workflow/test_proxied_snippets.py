"""Wagtail's revisions and workflows of a snippet may name a proxy; the records name its model."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from headhealth.models import Contribution, MedicalReview, ReviewClock, ReviewPolicy
from headhealth.workflow.emergency import publish_urgently
from headhealth.workflow.open_reviews import (
    partial_approvals,
    reviews_sent_back_to,
    reviews_waiting_for,
)
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.testapp.models import ProxiedAdvice

REASON = "A wrong dose was given."


@pytest.fixture
def advice(editor: Any) -> ProxiedAdvice:
    """A draft that the editor wrote."""
    advice = ProxiedAdvice(text="Rest.", live=False)
    advice.save()
    advice.save_revision(user=editor)
    return advice


def submitted(advice: ProxiedAdvice, user: Any) -> Any:
    return factories.submit(ProxiedAdvice.objects.get(pk=advice.pk), user=user)


def test_reviewer__is_not_offered_what_they_wrote(advice, editor, reviewer, other_reviewer):
    advice.text = "Rest, and drink."
    advice.save_revision(user=reviewer)
    submitted(advice, editor)
    assert not reviews_waiting_for(reviewer)
    assert len(reviews_waiting_for(other_reviewer)) == 1


def test_reviewer__is_not_offered_what_they_published_urgently(
    advice, editor, reviewer, other_reviewer
):
    for codename in ("add_emergencypublication", "change_proxiedadvice"):
        reviewer.user_permissions.add(Permission.objects.get(codename=codename))
    reviewer = type(reviewer).objects.get(pk=reviewer.pk)
    publish_urgently(
        obj=advice, user=reviewer, reason=REASON, digest=factories.digest_shown(advice)
    )
    assert WorkflowState.objects.active().count() == 1
    assert not reviews_waiting_for(reviewer)
    assert len(reviews_waiting_for(other_reviewer)) == 1


def test_author__is_told_what_was_sent_back(advice, editor, publisher, reviewer):
    state = submitted(advice, publisher)
    state.task.specific.on_action(state, reviewer, "reject", comment="Say how long.")
    assert [each.content_object for each in reviews_sent_back_to(editor)] == [advice]
    assert reviews_sent_back_to(publisher)


def test_clock__says_that_a_version_is_in_review(advice, editor, reviewer):
    factories.approve(submitted(advice, editor), user=reviewer)
    advice = ProxiedAdvice.objects.get(pk=advice.pk)
    advice.text = "Rest, and drink."
    advice.save_revision(user=editor)
    submitted(advice, editor)
    [clock] = ReviewClock.objects.with_open_reviews()
    assert clock.is_in_review


def test_partial_approval__ends_with_the_next_version(advice, editor, reviewer):
    factories.approve(submitted(advice, editor), user=reviewer)
    rows(MedicalReview).update(is_final=False)
    assert partial_approvals()
    advice.save_revision(user=editor)
    assert not partial_approvals()


def test_dashboard__shows_a_review_in_one_list(advice, editor, reviewer, client_of):
    submitted(advice, editor)
    response = client_of(reviewer).get(reverse("wagtailadmin_home"))
    panels = [type(each).__name__ for each in response.context["panels"]]
    assert panels and "OtherObjectsToModeratePanel" not in panels


def test_audit__finds_the_schedule_of_an_unreviewed_version(advice, editor, reviewer):
    factories.approve(submitted(advice, editor), user=reviewer)
    advice = ProxiedAdvice.objects.get(pk=advice.pk)
    advice.text = "Never reviewed."
    revision = advice.save_revision(user=editor)
    tomorrow = timezone.now() + timedelta(days=1)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=tomorrow)
    assert audit().codes == ["schedule-unreviewed"]


def test_autosave__is_noted_once(advice, editor):
    before = Contribution.objects.count()
    advice.text = "Rest, and drink."
    advice.save_revision(user=editor, overwrite_revision=advice.latest_revision)
    assert Contribution.objects.count() == before + 1
    assert Contribution.objects.in_order().last().user == editor


def test_dashboard__opens_where_the_row_under_review_is_gone(
    advice, editor, reviewer, other_reviewer, client_of, monkeypatch
):
    monkeypatch.setattr(ReviewPolicy, "reviewers_needed", lambda self, obj: 2)
    factories.approve(submitted(advice, editor), user=other_reviewer)
    rows(ProxiedAdvice)._raw_delete("default")
    for user in (reviewer, other_reviewer):
        assert client_of(user).get(reverse("wagtailadmin_home")).status_code == 200
