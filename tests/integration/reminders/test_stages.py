"""Who is told, and when: each stage once, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError
from django.utils import timezone
from wagtail.models import Site

from headhealth.models import ReminderRun, ReviewClock, ReviewPolicy, SentReminder
from headhealth.reminders.people import People
from headhealth.reminders.sent_reminder import KEPT
from headhealth.workflow.claims import claim_review
from headhealth.workflow.hand_over import hand_over
from tests import factories


@pytest.mark.parametrize(
    ("days", "who"),
    [
        pytest.param(61, [], id="too early"),
        pytest.param(60, ["owner"], id="60 days before"),
        pytest.param(59, ["owner"], id="a day was missed"),
        pytest.param(0, ["owner"], id="the due day"),
        pytest.param(-1, ["deputy", "owner"], id="late: the deputy too"),
        pytest.param(-13, ["deputy", "owner"], id="still theirs"),
        pytest.param(-14, ["deputy", "leader", "owner"], id="nothing happened: those who lead"),
        pytest.param(-500, ["deputy", "leader", "owner"], id="very late"),
    ],
)
def test_review_that_falls_due__climbs(days, who, today, article, told, owner, deputy, leader):
    article(owner=owner, deputy=deputy, days=days)
    assert told() == who
    assert told() == []


def test_daily_runs__tell_each_stage_once(today, article, told, owner, leader):
    article(owner=owner, days=8)
    by_day = {}
    for day in range(-8, 62):
        if who := told():
            by_day[day] = who
        today.shift(timedelta(days=1))
    # The first is made up for: nobody was told 30 days before.
    assert list(by_day) == [-8, -7, 1, 14, 30, 60]
    assert all(who == ["owner"] for day, who in by_day.items() if day < 14)
    assert all(who == ["leader", "owner"] for day, who in by_day.items() if day >= 14)


def test_missed_days__are_made_up_for_by_one_mail(today, article, told, owner):
    article(owner=owner, days=90)
    assert told() == []
    today.shift(timedelta(days=95))
    assert told() == ["owner"]
    assert SentReminder.objects.get().stage == 1


def test_review__starts_anew(today, draft, told, owner, reviewer, other_reviewer):
    draft.owner = owner
    draft.save()
    page = factories.published(draft, author=owner, approver=reviewer)
    today.shift(ReviewClock.objects.get().due_on - timezone.localdate())
    assert told() == ["owner"]
    page.summary = "New."
    factories.approve(factories.submit(page, user=owner), user=other_reviewer)
    assert told() == []
    today.shift(ReviewClock.objects.get().due_on - timezone.localdate())
    assert told() == ["owner"]


def test_due_day_that_moves__starts_anew(today, article, told, owner):
    page = article(owner=owner, days=5)
    assert told() == ["owner"]
    ReviewClock.objects.for_object(page).update(due_on=timezone.localdate() + timedelta(days=6))
    assert told() == ["owner"]
    assert told() == []


def test_policy__says_which_days(today, article, told, owner, leader):
    policy = ReviewPolicy.objects.create(
        site=Site.objects.get(), reminder_days="3", late_reminder_days=""
    )
    article(owner=owner, days=4)
    told_on = []
    days = [-4, -3, -2, 0, 1, policy.escalates_after_days, 15, 43, 44]
    for day, next_day in zip(days, [*days[1:], 45], strict=True):
        if "owner" in told():
            told_on.append(day)
        today.shift(timedelta(days=next_day - day))
    # The day of escalation is one of them, and in the end each month.
    assert told_on == [-3, policy.escalates_after_days, 44]


def test_new_owner__is_told_at_the_next_run(today, article, told, owner, deputy):
    page = article(owner=owner, days=20)
    assert told() == ["owner"]
    hand_over(pages=[page], owner=deputy, user=owner)
    assert told() == ["deputy"]


# People who leave


def leave(user):
    user.is_active = False
    user.save()


@pytest.mark.parametrize("how", ["inactive", "no address", "deleted"])
def test_leaver__is_followed_by_the_deputy_and_then_by_those_who_lead(
    how, today, article, told, owner, deputy, leader
):
    page = article(owner=owner, deputy=deputy, days=30)
    go = {
        "inactive": leave,
        "no address": lambda user: type(user).objects.filter(pk=user.pk).update(email=""),
        "deleted": lambda user: user.delete(),
    }[how]
    go(owner)
    assert told() == ["deputy"]
    go(deputy)
    assert told() == ["leader"]
    assert ReviewClock.objects.for_object(page).exists()


def test_symptom__has_no_owner_and_is_told_to_those_who_lead(today, told, leader):
    symptom = factories.published(factories.SymptomFactory(name="aura"))
    ReviewClock.objects.for_object(symptom).update(due_on=timezone.localdate())
    assert told() == ["leader"]
    (message,) = mail.outbox
    assert "aura" in message.body and "It has no owner." in message.body


def test_group_of_the_policy__leads_instead_of_the_publishers(today, article, told, leader):
    group = Group.objects.create(name="Board")
    head = factories.UserFactory(username="head")
    head.groups.add(group)
    ReviewPolicy.objects.create(site=Site.objects.get(), escalation_group=group)
    article(days=1)
    assert told() == ["head"]


def test_empty_group__superusers_are_told_and_it_is_said(today, article, run, superuser):
    article(days=1)
    printed = run()
    assert "Nobody in the group “Publishers” can be reached: superusers" in printed
    assert "admin@example.org: " in printed


def test_nobody_at_all__is_a_failure_that_is_said(today, article, run):
    article(days=1)
    with pytest.raises(CommandError, match="Nobody in the group “Publishers” can be reached, and"):
        run()
    assert not SentReminder.objects.exists()
    assert ReminderRun.objects.get().failures == 1
    # Found again when there is somebody.
    factories.publisher(username="leader")
    assert "leader@example.org" in run()


# What has no due day


MOMENTS = {
    "outdated": {"outdated_since": 0},
    "asked": {"review_asked_at": 0},
    "emergency": {"emergency_due_at": 0},
}


@pytest.mark.parametrize("kind", MOMENTS)
def test_unsettled__is_told_to_all_at_once(kind, today, article, told, owner, deputy, leader):
    moments = {name: timezone.now() for name in MOMENTS[kind]}
    article(owner=owner, deputy=deputy, days=300, **moments)
    assert told() == ["deputy", "leader", "owner"]
    assert set(SentReminder.objects.values_list("kind", flat=True)) == {kind}
    assert told() == []
    today.shift(timedelta(days=1))
    # Like a late review: the next day as well. An emergency: every day.
    assert told() == ["deputy", "leader", "owner"]
    today.shift(timedelta(days=1))
    assert bool(told()) == (kind == "emergency")


def test_emergency__is_not_late_before_its_hour(today, article, told, owner, leader):
    article(owner=owner, days=300, emergency_due_at=timezone.now() + timedelta(minutes=1))
    assert told() == []
    today.shift(timedelta(minutes=2))
    assert told() == ["leader", "owner"]


def test_never_reviewed__is_told_once_in_each_month(today, article, told, owner, leader):
    today.move_to(timezone.localtime().replace(month=3, day=17, hour=6))
    article(owner=owner, due_on=None, due_soon_on=None, reviewed_on=None)
    told_on = []
    for days in (1, 13, 1, 1, 28, 1, 1):
        if told():
            told_on.append(timezone.localdate().isoformat()[5:])
        today.shift(timedelta(days=days))
    assert told_on == ["03-17", "04-01", "05-01"]


def test_withdrawn_page__is_nobodys_matter(today, article, told, owner):
    article(owner=owner, days=1).unpublish()
    assert told() == []


# Reviews that wait


@pytest.fixture
def waiting(today, draft, editor, reviewer, other_reviewer):
    """The task state of a first version that waits for a reviewer."""
    return factories.submit(draft, user=editor)


def days_until_due(task_state):
    return (task_state.review_request.due_on - timezone.localdate()).days


def test_waiting_review__is_told_to_its_reviewers_before_and_after_its_day(
    waiting, today, told, leader
):
    today.shift(timedelta(days=days_until_due(waiting) - 3))
    by_day = {}
    for day in range(-3, 10):
        if who := told():
            by_day[day] = who
        today.shift(timedelta(days=1))
    reviewers = ["other_reviewer", "reviewer"]
    assert by_day == {
        -2: reviewers,
        1: ["leader", *reviewers],
        8: ["leader", *reviewers],
    }


def test_claimed_review__is_told_to_who_looks_at_it_until_it_is_late(
    waiting, today, told, leader, reviewer
):
    today.shift(timedelta(days=days_until_due(waiting) - 2))
    claim_review(review_request=waiting.review_request, user=reviewer)
    assert told() == ["reviewer"]
    assert "Dr" not in mail.outbox[-1].subject
    today.shift(timedelta(days=3))
    assert told() == ["leader", "other_reviewer", "reviewer"]


def test_author__is_not_asked_to_review_their_own(waiting, today, told, reviewer):
    page = waiting.workflow_state.content_object.specific
    page.summary = "Newer."
    page.save_revision(user=reviewer)
    today.shift(timedelta(days=days_until_due(waiting) - 2))
    assert told() == ["other_reviewer"]


def test_reviewer_whose_registration_ended__is_not_asked(waiting, today, told, reviewer):
    reviewer.contributors.update(reviewer_until=timezone.localdate())
    today.shift(timedelta(days=days_until_due(waiting) - 2))
    assert told() == ["other_reviewer"]


def test_decided_review__waits_no_more(waiting, today, told, other_reviewer, leader):
    factories.approve(waiting, user=other_reviewer)
    today.shift(timedelta(days=40))
    assert told() == []


# Bookkeeping


def test_old_notes__are_forgotten_and_young_ones_kept(today, article, told, owner, leader):
    article(owner=owner, days=1)
    told()
    today.shift(KEPT - timedelta(days=1))
    told()
    assert SentReminder.objects.filter(stage=-7).exists()
    today.shift(timedelta(days=2))
    told()
    assert not SentReminder.objects.filter(stage=-7).exists()


def test_people__are_looked_up_once(django_assert_num_queries, owner, deputy):
    people = People()
    with django_assert_num_queries(1):
        for _ in range(3):
            assert people.by_key([owner.pk, deputy.pk, None, 10**9]) == {
                owner.pk: owner,
                deputy.pk: deputy,
            }
