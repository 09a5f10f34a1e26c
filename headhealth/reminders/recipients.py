"""Who is reminded of a matter."""

from __future__ import annotations

from typing import Any

from headhealth.reminders.matter import Matter, MatterKind
from headhealth.reminders.people import People, is_reachable
from headhealth.review.review_policy import ReviewPolicy


def people_to_remind(
    *, matter: Matter, owner: Any, deputy: Any, policy: ReviewPolicy, people: People
) -> list[Any]:
    """Whose ``matter`` it is now, each once.

    A review that falls due climbs: first the owner, or the deputy where the owner is not there;
    once it is late both of them; and those who lead where neither is there, or where nothing has
    happened for as many days as the policy gives. All else is told to all of them at once.
    """
    owner, deputy = (user if is_reachable(user) else None for user in (owner, deputy))
    is_escalated = True
    if matter.kind == MatterKind.DUE:
        if matter.stage <= 0 and owner is not None:
            deputy = None
        is_escalated = matter.stage >= policy.escalates_after_days
    told = [user for user in (owner, deputy) if user is not None]
    if is_escalated or not told:
        told += people.leading(policy)
    return list(dict.fromkeys(told))
