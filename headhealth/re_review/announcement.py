"""Telling reviewers, once, that a request for review has brought them work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.mail import EmailNotificationMixin, Notifier
from wagtail.models import WorkflowState
from wagtail.users.models import UserProfile

from headhealth.re_review.re_review_request import ReReviewRequest
from headhealth.workflow.medical_review_task import MedicalReviewTask


class ReviewsRequestedNotifier(EmailNotificationMixin, Notifier):
    """One mail for each reviewer, who can turn it off like Wagtail's own about submissions."""

    notification = "reviews_requested"

    def __init__(self) -> None:
        super().__init__(ReReviewRequest)

    def get_valid_recipients(self, instance: ReReviewRequest, **kwargs: Any) -> list[Any]:
        return [
            user
            for user in reviewers_of(instance)
            if UserProfile.get_for_user(user).submitted_notifications
        ]

    def get_template_set(self, instance: ReReviewRequest, **kwargs: Any) -> dict[str, str]:
        base = f"headhealth/emails/{self.notification}"
        return {"subject": f"{base}_subject.txt", "text": f"{base}.txt", "html": f"{base}.html"}

    def get_context(self, instance: ReReviewRequest, **kwargs: Any) -> dict[str, Any]:
        return {
            "settings": settings,
            "request": instance,
            # One line, whatever a title holds: a header cannot be added to the mail.
            "cause": " ".join(instance.cause.split()),
            "reason_lines": instance.reason.splitlines(),
            "count": _started(instance).count(),
            "path": reverse("headhealth_admin:re_review_show", args=[instance.pk]),
            **kwargs,
        }


send_reviews_requested = ReviewsRequestedNotifier()


def announce(request: ReReviewRequest) -> None:
    """Mail the reviewers of the reviews that ``request`` started, once."""
    if request.withdrawn_at is not None or not _started(request).exists():
        return
    unannounced = ReReviewRequest.objects.filter(pk=request.pk, announced_at=None)
    if unannounced.update(announced_at=timezone.now()):
        send_reviews_requested(instance=request)


def reviewers_of(request: ReReviewRequest) -> list[Any]:
    """The active members of the groups that the started reviews wait for."""
    tasks = _started(request).values("current_task_state__task")
    users = get_user_model()._default_manager.filter(
        groups__in=MedicalReviewTask.objects.filter(pk__in=tasks).values("groups"), is_active=True
    )
    return list(users.exclude(email="").distinct().order_by("pk"))


def _started(request: ReReviewRequest) -> Any:
    return WorkflowState.objects.filter(
        pk__in=request.items.values("workflow_state"), status=WorkflowState.STATUS_IN_PROGRESS
    )
