"""What the review policy does by itself: only what it says, only while it is so, and one by one."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry, Site

from headhealth.job_lease import RunLease
from headhealth.models import ConditionPage, ReviewClock, ReviewPolicy, Withdrawal
from headhealth.policy_actions import policy_run
from headhealth.policy_actions.policy_run import take_down
from headhealth.review.content_digest import content_digest
from headhealth.review.review_required import ReviewRequired
from headhealth.workflow.emergency import publish_urgently
from tests import factories

REASON = "The dose on the page is ten times too high."


def policy(**values: Any) -> ReviewPolicy:
    site = Site.objects.get(is_default_site=True)
    return ReviewPolicy.objects.update_or_create(site=site, defaults=values)[0]


def run(**options: Any) -> str:
    output = StringIO()
    call_command("apply_review_policy", stdout=output, **options)
    return output.getvalue()


def stored(obj: Any) -> Any:
    return type(obj)._default_manager.get(pk=obj.pk)


def late_by(obj: Any, days: int) -> Any:
    """The instant at which the review of ``obj`` is so many days late."""
    due_on = ReviewClock.objects.for_object(obj).get().due_on
    return timezone.now() + (due_on - timezone.localdate()) + timedelta(days=days)


@pytest.fixture
def urgent(live: ConditionPage, editor: Any, publisher: Any) -> ConditionPage:
    live.summary = "Take half of it."
    live.save_revision(user=editor)
    page = stored(live)
    digest = content_digest(page.get_latest_revision_as_object())
    publish_urgently(obj=page, user=publisher, reason=REASON, digest=digest)
    return stored(live)


def test_defaults__take_nothing_down(live):
    policy()
    with time_machine.travel(late_by(live, 3000), tick=False):
        assert run() == "Late reviews: 1. Of these taken down: 0.\n"
    assert stored(live).live


@pytest.mark.parametrize(("days", "is_down"), [(30, False), (31, True)])
def test_overdue__is_taken_down_after_so_many_days(days, is_down, live, client):
    policy(takedown_after_days=30)
    with time_machine.travel(late_by(live, days), tick=False):
        said = run()
        response = client.get(live.url)
    assert response.status_code == (410 if is_down else 200)
    assert ("Taken down: “Migraine” (conditionpage" in said) == is_down
    if is_down:
        assert "Its medical review is late" in response.content.decode()


def test_urgent_change__is_taken_down_when_its_review_is_late(urgent, client):
    policy(takes_down_emergencies=True)
    assert run() == "Late reviews: 0. Of these taken down: 0.\n"
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        said = run()
        html = client.get(urgent.url).content.decode()
    assert "it was published urgently and not reviewed in time" in said
    assert "no medical reviewer has checked the change in time" in html


def test_urgent_change__stays_where_the_policy_does_not_take_it_down(urgent, client):
    policy(takes_down_emergencies=False)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert run() == "Late reviews: 1. Of these taken down: 0.\n"
        assert client.get(urgent.url).status_code == 200


def test_reason__is_the_chosen_sentence(live, client):
    policy(takedown_after_days=1, takedown_notice="being-checked")
    with time_machine.travel(late_by(live, 9), tick=False):
        run()
        assert "We are checking it. It comes back" in client.get(live.url).content.decode()


def test_reason__that_a_script_wrote_is_not_shown(live, client):
    ReviewPolicy.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={"takedown_after_days": 1, "takedown_notice": "Take ten tablets."},
    )
    with time_machine.travel(late_by(live, 9), tick=False):
        run()
        html = client.get(live.url).content.decode()
    assert "ten tablets" not in html
    assert "Its medical review is late" in html


def test_run_again__does_nothing_more(live):
    policy(takedown_after_days=1)
    with time_machine.travel(late_by(live, 9), tick=False):
        run()
        before = PageLogEntry.objects.count()
        assert run() == "Late reviews: 0. Of these taken down: 0.\n"
    assert PageLogEntry.objects.count() == before
    assert Withdrawal.objects.count() == 1


def test_dry_run__says_it_and_does_nothing(live):
    policy(takedown_after_days=1)
    with time_machine.travel(late_by(live, 9), tick=False):
        said = run(dry_run=True)
    assert "Would be taken down: “Migraine”" in said
    assert "Of these would be taken down: 1." in said
    assert stored(live).live
    assert not Withdrawal.objects.exists()


def test_what_was_reviewed_meanwhile__stays(live, editor, other_reviewer):
    """The run has its list; before it comes to the page, somebody approves it."""
    policy(takedown_after_days=1)
    with time_machine.travel(late_by(live, 9), tick=False):
        factories.published(stored(live), author=editor, approver=other_reviewer)
        # As if the clock had been read before.
        ReviewClock.objects.update(due_on=timezone.localdate() - timedelta(days=9))
        assert take_down(live, timezone.now()) is None
    assert stored(live).live


def test_urgent_change_that_was_reviewed_meanwhile__stays(urgent, reviewer):
    policy(takes_down_emergencies=True)
    factories.approve(urgent.current_workflow_task_state, user=reviewer)
    ReviewClock.objects.update(emergency_due_at=timezone.now() - timedelta(hours=1))
    assert take_down(urgent, timezone.now()) is None
    assert stored(urgent).live


def test_what_is_down__does_not_come_back_by_publishing(urgent, publisher, editor, reviewer):
    policy(takes_down_emergencies=True)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False) as clock:
        run()
        with pytest.raises(ReviewRequired, match="it was withdrawn on"):
            stored(urgent).get_latest_revision().publish(user=publisher)
        clock.shift(60)
        factories.approve(stored(urgent).current_workflow_task_state, user=reviewer)
    assert stored(urgent).live


def test_log__says_what_the_policy_did_and_why(live):
    policy(takedown_after_days=1)
    with time_machine.travel(late_by(live, 9), tick=False):
        run()
    entry = PageLogEntry.objects.get(action="headhealth.policy.take_down")
    assert (entry.page_id, entry.user) == (live.pk, None)
    assert entry.data["cause"] == "its review is overdue"


def test_snippet__is_taken_down_too(db, publisher):
    symptom = factories.published(factories.SymptomFactory(name="aura"))
    policy(takedown_after_days=1)
    with time_machine.travel(late_by(symptom, 9), tick=False):
        assert "“aura” (symptom" in run()
        with pytest.raises(ReviewRequired, match="it was withdrawn on"):
            stored(symptom).get_latest_revision().publish()
    assert not stored(symptom).live


def test_one_that_fails__does_not_keep_the_others_up(
    live, a_to_z, editor, reviewer, monkeypatch, caplog
):
    other = factories.ConditionPageFactory(parent=a_to_z, title="Cluster headache")
    other = factories.published(other, author=editor, approver=reviewer)
    policy(takedown_after_days=1)
    withdraw = policy_run.withdraw

    def fail(obj: Any, **kwargs: Any) -> None:
        if obj.pk == live.pk:
            raise ValueError("A receiver of somebody else's.")
        withdraw(obj, **kwargs)

    monkeypatch.setattr(policy_run, "withdraw", fail)
    with time_machine.travel(late_by(live, 9), tick=False):
        with pytest.raises(CommandError, match="Could not be taken down: 1"):
            run()
    assert (stored(live).live, stored(other).live) == (True, False)
    assert "could not take down" in caplog.text
    assert not Withdrawal.objects.filter(page=live).exists()


def test_second_run_at_once__leaves_it_to_the_first(live):
    policy(takedown_after_days=1)
    with time_machine.travel(late_by(live, 9), tick=False):
        lease = RunLease("apply_review_policy")
        assert lease.take()
        assert run() == "Another run is applying the policy; it goes on.\n"
        assert stored(live).live
        lease.give_back()
        assert "Of these taken down: 1." in run()


def test_policies__are_each_sites_own(live, home):
    policy(takedown_after_days=1)
    other_home = home.copy(update_attrs={"slug": "other", "title": "Other"})
    other = Site.objects.create(hostname="other.example", root_page=other_home)
    ReviewPolicy.objects.create(site=other, takedown_after_days=None)
    live.move(other_home, pos="last-child")
    with time_machine.travel(late_by(live, 9), tick=False):
        assert "Of these taken down: 0." in run()


def test_cost__is_two_queries_for_each_that_is_late(live, a_to_z, editor, reviewer):
    policy()

    def queries() -> int:
        with time_machine.travel(late_by(live, 9), tick=False):
            run(dry_run=True)
            with CaptureQueriesContext(connection) as captured:
                run(dry_run=True)
        return len(captured)

    few = queries()
    for number in range(5):
        page = factories.ConditionPageFactory(parent=a_to_z, title=f"Headache number {number}")
        factories.published(page, author=editor, approver=reviewer)
    # For its policy and its site. Objects and clocks are read many at once.
    assert queries() == few + 5 * 2
