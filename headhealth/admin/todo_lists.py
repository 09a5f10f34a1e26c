"""What each person has to do about medical reviews, list by list."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_latest_str
from wagtail.coreutils import get_content_type_label
from wagtail.permission_policies.pages import PagePermissionPolicy

from headhealth.admin.due_reviews import due_by_clock, due_in_words
from headhealth.admin.found_objects import find_objects
from headhealth.admin.review_columns import tier_name
from headhealth.admin.review_states import states_of
from headhealth.admin.reviewed_object_urls import object_url
from headhealth.admin.title_links import link_titles
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import content_type_of
from headhealth.site_calendar import site_day
from headhealth.workflow.emergency import PERMISSION as MAY_PUBLISH_URGENTLY
from headhealth.workflow.medical_review_task import APPROVE_LABEL
from headhealth.workflow.object_rights import SEE, SEE_REVIEWS
from headhealth.workflow.open_reviews import (
    partial_approvals,
    reviews_sent_back_to,
    reviews_submitted_by,
    reviews_waiting_for,
    tasks_of_reviewer,
)


class TodoList:
    """One list of one user: what is on it, in which order, and how an entry looks."""

    name: str
    heading: Any
    none: Any = ""
    """What is said where there is nothing; a list without it is not shown then."""
    template: str
    has_decisions = False
    """Whether entries can be decided on there, which takes a script of Wagtail's."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def is_for_user(self) -> bool:
        """Whether the user's role has such a list."""
        raise NotImplementedError

    def entries(self) -> Any:
        """A query set of all there is."""
        raise NotImplementedError

    def prepare(self, entries: list[Any]) -> list[Any]:
        """``entries`` with all that the template shows, by a few queries for all of them."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where all of it is."""
        return reverse("headhealth_admin:todo_list", args=[self.name])


class _OfReviewers:
    user: Any

    @cached_property
    def _is_reviewer(self) -> bool:
        return tasks_of_reviewer(self.user).exists()


class Emergencies(_OfReviewers, TodoList):
    """What was published urgently and nobody has reviewed; what is due first in front."""

    name = "emergencies"
    heading = _("Published urgently, awaiting review")
    template = "headhealth/admin/home/emergency.html"

    def is_for_user(self) -> bool:
        return self.user.has_perm(MAY_PUBLISH_URGENTLY) or self._is_reviewer

    def entries(self) -> Any:
        clocks = ReviewClock.objects.with_open_reviews().exclude(emergency_due_at=None)
        clocks = SEE.records(self.user, clocks)
        return clocks.order_by("emergency_due_at", "pk")

    def prepare(self, entries: list[Any]) -> list[Any]:
        newest: dict[tuple[int, str], EmergencyPublication] = {}
        about = Q(pk__in=[])
        for clock in entries:
            about |= Q(content_type=clock.content_type_id, object_id=clock.object_id)
        publications = EmergencyPublication.objects.filter(about).defer("snapshot")
        for publication in publications.order_by("published_at", "pk"):
            newest[publication.content_type_id, publication.object_id] = publication
        for clock in entries:
            clock.publication = newest.get((clock.content_type_id, clock.object_id))
        found = _as_clocks(entries)
        link_titles(found, self.user)
        return found


class WaitingReviews(_OfReviewers, TodoList):
    """Reviews that the user may decide on."""

    name = "waiting"
    heading = _("Waiting for you")
    none = _("Nothing waits for you: every review that you can decide on is done. Thank you.")
    template = "headhealth/admin/home/waiting_review.html"
    has_decisions = True

    def is_for_user(self) -> bool:
        return self._is_reviewer

    def entries(self) -> Any:
        return reviews_waiting_for(self.user)

    def prepare(self, entries: list[Any]) -> list[Any]:
        found = _as_requests(entries)
        for request in found:
            model, pk, task_state = type(request.obj), request.obj.pk, request.task_state_id
            request.decisions = [
                (label, object_url(model, "workflow_action", pk, action, task_state))
                for action, label in (("approve", APPROVE_LABEL), ("reject", _("Request changes")))
            ]
            claims = request.open_claims
            request.own_claim = next((c for c in claims if c.user_id == self.user.pk), None)
            request.other_claims = [claim for claim in claims if claim.user_id != self.user.pk]
        return found


class _OfEditors:
    user: Any

    def is_for_user(self) -> bool:
        return self.user.has_perm(
            "headhealth.view_reviewclock"
        ) and PagePermissionPolicy().user_has_any_permission(self.user, {"add", "change"})


class SentBack(_OfEditors, TodoList):
    """What reviewers want changed in what the user submitted or wrote in."""

    name = "sent-back"
    heading = _("Sent back to you")
    none = _("No reviewer has asked you for changes.")
    template = "headhealth/admin/home/sent_back.html"

    def entries(self) -> Any:
        return reviews_sent_back_to(self.user)

    def prepare(self, entries: list[Any]) -> list[Any]:
        find_objects(entries)
        for state in entries:
            _describe_draft(state, state.obj)
        return [state for state in entries if state.obj is not None]


class Yours(_OfEditors, TodoList):
    """What the user looks after and that needs a review, the worst first."""

    name = "yours"
    heading = _("Yours, due soon or overdue")
    none = _("Everything that you look after is up to date.")
    template = "headhealth/admin/home/due.html"

    def entries(self) -> Any:
        clocks = ReviewClock.objects.with_open_reviews().looked_after_by(self.user)
        clocks = SEE_REVIEWS.records(self.user, clocks)
        return clocks.needing_review().most_urgent_first()

    def prepare(self, entries: list[Any]) -> list[Any]:
        return _as_clocks(entries)


class Submitted(_OfEditors, TodoList):
    """What the user has submitted and reviewers have not decided yet."""

    name = "submitted"
    heading = _("Submitted by you, with the reviewers")
    template = "headhealth/admin/home/submitted.html"

    def entries(self) -> Any:
        return reviews_submitted_by(self.user)

    def prepare(self, entries: list[Any]) -> list[Any]:
        return _as_requests(entries)


TODO_LISTS: tuple[type[TodoList], ...] = (Emergencies, WaitingReviews, SentBack, Yours, Submitted)
"""In the order in which they are shown."""


def _as_clocks(clocks: list[Any]) -> list[Any]:
    find_objects(clocks)
    for clock in clocks:
        _describe(clock, clock.obj)
        clock.states = states_of(clock)
        clock.due = next(iter(due_by_clock(clock)), None)
    return [clock for clock in clocks if clock.obj is not None]


def _as_requests(requests: list[Any]) -> list[Any]:
    today = site_day()
    states = [request.task_state.workflow_state for request in requests]
    find_objects(states)
    approvals = _approvals_so_far(requests)
    for request, state in zip(requests, states, strict=True):
        request.obj = state.obj
        request.approved_by = get_text_list(approvals[request.task_state_id], _("and"))
        _describe_draft(request, state.obj)
        request.is_overdue = request.is_late(today)
        request.due_words = due_in_words(request.due_on)
    return [request for request in requests if request.obj is not None]


def _approvals_so_far(requests: list[Any]) -> dict[int, list[Any]]:
    """By task: the names of those who have approved what others still have to."""
    tasks = [request.task_state_id for request in requests]
    found: dict[int, list[Any]] = defaultdict(list)
    for review in partial_approvals(task_number__in=tasks):
        found[review.task_number or 0].append(review.reviewer_name)
    return found


def _describe_draft(entry: Any, obj: Any) -> None:
    _describe(entry, obj)
    if obj is not None:
        entry.tier_label = tier_name(obj.draft_tier) if obj.draft_tier else ""


def _describe(entry: Any, obj: Any) -> None:
    """What every entry says of the content that it is about."""
    if obj is None:
        return
    entry.shown_title = get_latest_str(obj)
    entry.edit_url = object_url(type(obj), "edit", obj.pk)
    entry.type_label = get_content_type_label(content_type_of(type(obj)))
    tier = getattr(obj, "risk_tier", "")
    entry.tier_label = tier_name(tier) if tier else ""
