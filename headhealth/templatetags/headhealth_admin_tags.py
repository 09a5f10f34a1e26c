"""Template tags of the app's admin templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from wagtail.models import AbstractPage, TaskState

from headhealth.admin.feedback_report import FeedbackReport
from headhealth.admin.guest_access import guest_readers_url, is_offered
from headhealth.admin.hand_over import page_hand_over_url
from headhealth.admin.review_brief import ReviewBrief
from headhealth.admin.review_status import LiveStatus, live_status
from headhealth.admin.reviewer_registration import can_confirm, confirm_url
from headhealth.admin.source_facts import SourceFacts
from headhealth.feedback.feedback import Feedback
from headhealth.review.contributor import Contributor
from headhealth.review.one_screen import once
from headhealth.review.page_deputy import PageDeputy
from headhealth.review.registration_confirmers import who_may_confirm
from headhealth.review.registration_history import registration_history
from headhealth.review.registration_record import RegistrationRecord
from headhealth.review.review_queries import ReviewLine, UrgentUpdate, public_review
from headhealth.snippets.source import Source
from headhealth.workflow.review_request import ReviewClaim

register = template.Library()


@dataclass(frozen=True)
class ReviewStatus:
    """The review of what is live, beside the draft that is being edited."""

    is_live: bool
    line: ReviewLine | None
    urgent: UrgentUpdate | None
    brief: ReviewBrief
    waiting_since: datetime | None
    """Since when a reviewer has had it, while one has."""
    request: TaskState | None
    """The reviewer's request for changes, while the authors have it back."""
    guest_readers_url: str
    """Where outside experts are asked; "" for those who may not."""


@register.simple_tag
def review_status(obj: Any, request: Any) -> ReviewStatus | None:
    """The review status of ``obj`` as the editor shows it; None before its first save."""
    if obj.pk is None:
        return None
    live = type(obj)._default_manager.get(pk=obj.pk) if obj.live else None
    line, urgent = public_review(live) if live else (None, None)
    workflow_state = obj.current_workflow_state
    task_state: Any = workflow_state.current_task_state if workflow_state else None
    status = task_state.status if task_state else ""
    return ReviewStatus(
        is_live=live is not None,
        line=line,
        urgent=urgent,
        brief=ReviewBrief(obj, request),
        waiting_since=task_state.started_at if status == TaskState.STATUS_IN_PROGRESS else None,
        request=task_state if status == TaskState.STATUS_REJECTED else None,
        guest_readers_url=guest_readers_url(obj) if is_offered(request.user, obj) else "",
    )


@dataclass(frozen=True)
class PageKeepers:
    """Who looks after a page, and where that is changed."""

    owner: Any
    deputy: Any
    hand_over_url: str
    """Empty for who may not."""


@register.simple_tag
def page_keepers(obj: Any, request: Any) -> PageKeepers | None:
    """None for what is no page, or is not saved yet."""
    if obj.pk is None or not isinstance(obj, AbstractPage):
        return None
    row = PageDeputy.objects.select_related("user").filter(page=obj.pk).first()
    return PageKeepers(
        owner=obj.owner,
        deputy=row.user if row else None,
        hand_over_url=page_hand_over_url(obj, request.user),
    )


@register.simple_tag(name="live_status")
def status_of_what_is_live(obj: Any, user: Any) -> LiveStatus | None:
    """Where what readers see of ``obj`` stands in its reviews, for ``user``."""
    return once(live_status, obj, user) if obj.pk and obj.live else None


@register.filter
def review_claims(obj: Any) -> list[ReviewClaim]:
    """Who is looking at ``obj`` while it waits for its reviewers."""
    if not obj.workflow_in_progress:
        return []
    states = TaskState.objects.for_instance(obj).filter(status=TaskState.STATUS_IN_PROGRESS)
    claims = ReviewClaim.objects.filter(review_request__task_state__in=states)
    return [claim for claim in claims.select_related("user") if not claim.is_lapsed]


@register.simple_tag
def source_facts(source: Source, request: Any) -> SourceFacts:
    """What is known of a source, for those who edit it."""
    return SourceFacts(source, request)


@register.simple_tag
def feedback_report(feedback: Feedback) -> FeedbackReport:
    """A feedback as the editor of its state shows it."""
    return FeedbackReport(
        Feedback.objects.with_change_since().select_related("page", "review").get(pk=feedback.pk)
    )


@register.simple_tag
def registration_confirm_url(contributor: Contributor, request: Any) -> str:
    """Where the user confirms the registration of ``contributor``; "" for those who may not."""
    return confirm_url(contributor) if can_confirm(request.user, contributor) else ""


@register.simple_tag(name="who_may_confirm")
def confirmers_of_registration(contributor: Contributor) -> str:
    """Who may confirm the registration of ``contributor``, as a sentence."""
    return who_may_confirm(contributor)


@register.simple_tag(name="registration_history")
def history_of_registration(contributor: Contributor) -> list[RegistrationRecord]:
    """The records of the registration of ``contributor``, the oldest first."""
    return registration_history(contributor) if contributor.pk else []
