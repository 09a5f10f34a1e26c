"""What is done once for each database, when ``migrate`` has applied all migrations of the app.

A run that is interrupted sends no ``post_migrate``, and the next one does not plan again what that
one applied. So what was done is recorded, and nothing is told from the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import models, router
from django.utils import timezone

from headhealth.review.medical_review import MedicalReview
from headhealth.review.migration_watch import are_applied
from headhealth.review.published_before import note_published_before
from headhealth.review.recompute_digests import recompute_digests
from headhealth.review.review_clock import ReviewClock, set_clocks
from headhealth.upkeep_step import DEFAULTS, UpkeepStep
from headhealth.workflow.defaults import (
    FEATURE_PERMISSIONS,
    create_defaults,
    grant_feature_permissions,
)
from headhealth.workflow.medical_review_task import MedicalReviewTask, open_requests
from headhealth.workflow.review_request import ReviewRequest

Write = Callable[[str], object]


class Step(NamedTuple):
    """A step is repeatable: one that was interrupted before it was recorded is done again."""

    name: str
    model: type[models.Model]
    """The step is for the database that holds its rows."""
    run: Callable[[Write], object]
    includes: frozenset[str] = frozenset()
    """The steps that are done with it."""
    once: bool = True
    """Else after each run. It reports whether it did anything, and what it left as it was."""


def _granting(feature: str) -> Callable[[Write], None]:
    return lambda write: grant_feature_permissions(feature)


_GRANTS = {f"permissions-{feature}": feature for feature in FEATURE_PERMISSIONS}

STEPS = [
    Step(DEFAULTS, MedicalReviewTask, lambda write: create_defaults(), frozenset(_GRANTS)),
    *(Step(name, MedicalReviewTask, _granting(feature)) for name, feature in _GRANTS.items()),
    # After each run: some of what is older may be readable only later.
    Step("fingerprints", MedicalReview, recompute_digests, once=False),
    Step("publications", MedicalReview, note_published_before),
    Step("review-clocks", ReviewClock, lambda write: set_clocks()),
    Step("review-requests", ReviewRequest, lambda write: open_requests()),
]
"""In their order. A new one is done on every site. What older releases had done without recording
it, the migration of ``UpkeepStep`` records."""


def run_upkeep(using: str, plan: Any, write: Write = print) -> None:
    """Do the steps that the database ``using`` has not behind it. Each is recorded by itself.

    Without a plan the tables were just emptied (a test run).
    """
    if not router.allow_migrate_model(using, UpkeepStep):
        return
    if plan is not None and not are_applied(using, "headhealth"):
        return
    is_upgrade = any(migration.app_label == "headhealth" for migration, _back in plan or ())
    steps = UpkeepStep._base_manager.using(using)
    done = set(steps.values_list("name", flat=True))
    for step in STEPS:
        if step.name in done or router.db_for_write(step.model) != using:
            continue
        if step.once:
            step.run(write)
            new = {step.name} | step.includes - done
            now = timezone.now()
            steps.bulk_create(
                [UpkeepStep(name=name, done_at=now) for name in sorted(new)], ignore_conflicts=True
            )
            done |= new
            continue
        lines: list[str] = []
        # What stays as it was is told with an upgrade, not by every run.
        if step.run(lines.append) or is_upgrade:
            for line in lines:
                write(line)
