"""Workflow, reviewers and groups: can a review take place? Asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.core import checks
from django.db import DatabaseError, router, transaction
from django.db.models import Exists, OuterRef

from headhealth.review.contributor import Contributor
from headhealth.review.review_workflow import medical_workflows
from headhealth.site_calendar import site_day
from headhealth.workflow.defaults import EDITORS, PUBLISHERS, REVIEWERS
from headhealth.workflow.medical_review_task import MedicalReviewTask


def check_people(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """W001, W013, W014: nothing can be approved, nobody may approve, a group may do nothing."""
    using = router.db_for_read(MedicalReviewTask)
    if using not in (databases or ()):
        return []
    try:
        # A table that is not there yet must not end the transaction of a test or a command.
        with transaction.atomic(using=using):
            return list(_warnings())
    except DatabaseError:
        return []


def _warnings() -> Iterator[checks.CheckMessage]:
    if not medical_workflows().exists():
        yield checks.Warning(
            "No active workflow has an active medical review task: nothing can be approved.",
            hint="Enable the task in Settings, Workflow tasks, or create one.",
            id="headhealth.W001",
        )
    tasks = MedicalReviewTask.objects.filter(active=True)
    reviewers = Contributor.objects.reviewers_on(site_day())
    if tasks.exists() and not reviewers.filter(user__groups__in=tasks.values("groups")).exists():
        groups = Group.objects.filter(pk__in=tasks.values("groups"))
        names = ", ".join(f"“{name}”" for name in groups.values_list("name", flat=True)) or "none"
        yield checks.Warning(
            "Nobody may approve: no member of a group of the medical review task is a contributor "
            f"whose registration is confirmed and current. The groups: {names}.",
            hint=(
                "Add a user to the group, link the user to a contributor with a registration in "
                "Snippets, Contributors, and let another person confirm the registration."
            ),
            id="headhealth.W013",
        )
    # What each of them has from the first day, and not by a later feature.
    permissions = Group.permissions.through.objects.filter(
        group=OuterRef("pk"),
        permission__content_type__app_label="headhealth",
        permission__codename="view_contributor",
    )
    for group in Group.objects.filter(
        ~Exists(permissions), name__in=[EDITORS, REVIEWERS, PUBLISHERS]
    ):
        yield checks.Warning(
            f"The group “{group.name}” lacks permissions of headhealth, such as “view "
            "contributor”: it existed before the app was installed, or they were removed.",
            hint=(
                "Choose permissions for it in Settings, Groups. If it is not meant for headhealth, "
                "rename it or silence this warning."
            ),
            id="headhealth.W014",
        )
