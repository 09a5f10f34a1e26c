"""When people are reminded of what, by the policy."""

from __future__ import annotations

from headhealth.review.policy_fields import days_of
from headhealth.review.review_policy import ReviewPolicy
from headhealth.rules.reminder_stages import ReminderStages

MONTH = 30
"""Days. So often, in the end, of whatever stays as it is."""

EMERGENCY = ReminderStages.of(after=[0], repeats_after=1)
"""Every day: readers see what no reviewer has read."""
WAITING = ReminderStages.of(before=[2], after=[1], repeats_after=7)
"""Two days before a review should be decided, the day after, and then every week."""
NEVER = ReminderStages.of(after=[0], repeats_after=31)
"""Once in each month: counted from its first day, as nobody knows since when it is so."""


def due_stages(policy: ReviewPolicy) -> ReminderStages:
    """Of a review that falls due: the days of the policy, that of escalation among them."""
    return ReminderStages.of(
        before=days_of(policy.reminder_days),
        after=[*days_of(policy.late_reminder_days), policy.escalates_after_days],
        repeats_after=MONTH,
    )


def unsettled_stages(policy: ReviewPolicy) -> ReminderStages:
    """Of what has to be reviewed before its day: told at once, and again like a late review."""
    return ReminderStages.of(
        after=[0, *days_of(policy.late_reminder_days)],
        repeats_after=MONTH,
    )
