"""One run over all that is late: what the policy says is done, and nothing else."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from headhealth.job_lease import RunLease
from headhealth.policy_actions.late_review import Cause, LateReview, late_clocks, late_review_of
from headhealth.review.review_clock import CHUNK, ReviewClock, set_clock
from headhealth.review.reviewed_object import reviewed_models
from headhealth.withdrawal.withdraw import hold_for_withdrawal, withdraw

logger = logging.getLogger(__name__)

Report = Callable[[Any, LateReview, bool], None]
"""Told of each object, why it is taken down, and whether that succeeded."""


@dataclass
class Summary:
    """What came of a run."""

    late: int = 0
    """Reviews that were looked at, as they are late."""
    taken_down: Counter[Cause] = field(default_factory=Counter)
    failed: int = 0
    is_another_running: bool = False


def apply_review_policy(*, report: Report, dry_run: bool = False) -> Summary:
    """Take down what is so late that the policy says so. May be run again at any time.

    What cannot be taken down is logged and left to the next run. With ``dry_run`` it says what
    would be done, and does nothing.
    """
    summary, now = Summary(), timezone.now()
    if dry_run:
        for obj, clock in _late_objects(now):
            summary.late += 1
            if late := late_review_of(obj, clock, now):
                summary.taken_down[late.cause] += 1
                report(obj, late, True)
        return summary
    lease = RunLease("apply_review_policy")
    if not lease.take():
        summary.is_another_running = True
        return summary
    try:
        for obj, clock in _late_objects(now):
            if not lease.renew():
                summary.is_another_running = True
                break
            summary.late += 1
            if late := late_review_of(obj, clock, now):
                _try(obj, late, now, report, summary)
    finally:
        lease.give_back()
    return summary


def take_down(obj: Any, now: datetime) -> LateReview | None:
    """Withdraw ``obj`` if the policy still says so. Returns why; None where nothing was done.

    Works it out again while approvals are locked out: it may just have been reviewed.
    """
    with transaction.atomic():
        hold_for_withdrawal([obj])
        stored = type(obj)._base_manager.filter(pk=obj.pk, live=True).first()
        if stored is None:
            return None
        set_clock(stored)
        clock = ReviewClock.objects.for_object(stored).first()
        late = late_review_of(stored, clock, now) if clock else None
        if late is not None:
            withdraw(stored, reason=late.reason)
            log(
                instance=stored,
                action="headhealth.policy.take_down",
                data={"cause": str(late.cause.label), "due": late.due},
            )
        return late


def _try(obj: Any, late: LateReview, now: datetime, report: Report, summary: Summary) -> None:
    try:
        done = take_down(obj, now)
    except Exception:
        # Whatever keeps this one up must not keep the others up.
        logger.exception("The review policy could not take down %r", obj)
        summary.failed += 1
        report(obj, late, False)
        return
    if done is not None:
        summary.taken_down[done.cause] += 1
        report(obj, done, True)


def _late_objects(now: datetime) -> Iterator[tuple[Any, ReviewClock]]:
    """Live objects whose review is late, with their clocks, in chunks."""
    clocks = late_clocks(now).order_by("pk")
    last = 0
    while chunk := list(clocks.filter(pk__gt=last).select_related("content_type")[:CHUNK]):
        last = chunk[-1].pk
        by_model: dict[Any, list[ReviewClock]] = defaultdict(list)
        for clock in chunk:
            by_model[clock.content_type.model_class()].append(clock)
        for model in by_model.keys() & set(reviewed_models()):
            own = by_model[model]
            found = model._base_manager.filter(live=True).in_bulk(
                [clock.object_id for clock in own]
            )
            for clock in own:
                obj = found.get(model._meta.pk.to_python(clock.object_id))
                if obj is not None:
                    yield obj, clock
