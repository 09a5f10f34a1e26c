"""Where the titles in a list of live content lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from wagtail.models import AbstractPage, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from headhealth.admin.found_objects import find_objects
from headhealth.admin.reviewed_object_urls import edit_url_of
from headhealth.evidence.chosen_objects import key_of_object
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import (
    content_type_of,
    record_type,
    reviewed_models,
    reviewed_types,
)
from headhealth.workflow.object_rights import SEE_EVIDENCE, record_keys
from headhealth.workflow.open_reviews import tasks_of_reviewer


def link_titles(clocks: Sequence[ReviewClock], user: Any) -> None:
    """Give each clock a ``title_url``: the editor, where ``user`` may open that.

    Else a page leads to what readers see, and a snippet to its evidence pack; "" where ``user`` may
    not read that either. By a few queries for all of them.
    """
    editable = _editable(clocks, user) if clocks else set()
    others = [clock for clock in clocks if clock.pk not in editable]
    find_objects(others)
    for clock in others:
        clock.title_url = _url_to_read(clock.obj, user)
    for clock in clocks:
        if clock.pk in editable:
            clock.title_url = edit_url_of(clock)


def _editable(clocks: Sequence[ReviewClock], user: Any) -> set[Any]:
    """The keys of the clocks of what ``user`` may edit, by a right or as its reviewer."""
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change"})
    # While changes are asked for, it is with the editors.
    in_review = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    in_review = in_review.alias(kind=record_type("content_type"))
    may_edit = Q(content_type__in=reviewed_types(AbstractPage), object_id__in=record_keys(pages))
    waiting = in_review.filter(
        kind=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        current_task_state__task__in=tasks_of_reviewer(user),
    )
    may_edit |= Q(Exists(waiting))
    for model in reviewed_models():
        policy: Any = policy_registry.get_by_type(model)
        if not issubclass(model, AbstractPage) and policy.user_has_permission(user, "change"):
            may_edit |= Q(content_type=content_type_of(model))
    found = ReviewClock.objects.filter(may_edit, pk__in=[clock.pk for clock in clocks])
    return set(found.values_list("pk", flat=True))


def _url_to_read(obj: Any, user: Any) -> str:
    if isinstance(obj, AbstractPage):
        return obj.full_url or ""
    if obj is None or not SEE_EVIDENCE.allows(user, obj):
        return ""
    return reverse("headhealth_admin:evidence_open", args=key_of_object(obj))
