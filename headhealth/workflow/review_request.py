"""What the person who submitted content asks of the reviewers, and who of them is looking at it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from headhealth.review.policies import policy_for
from headhealth.review.urgent_review import first_deadline
from headhealth.site_calendar import site_day
from headhealth.workflow.publish_rights import has_publish_right

CLAIM_LASTS = timedelta(days=3)
"""Long enough for a weekend, and short enough that nobody waits for someone who forgot."""


class ReviewRequestQuerySet(models.QuerySet):
    """Requests, by what still has to be done."""

    def waiting(self) -> ReviewRequestQuerySet:
        """Those that nobody has decided yet, with all that a list says about each.

        Three queries and one for each kind of content, however many there are.
        """
        return (
            self.filter(task_state__status=TaskState.STATUS_IN_PROGRESS)
            .select_related("task_state__task", "task_state__workflow_state__requested_by")
            .prefetch_related("claims__user", "task_state__workflow_state__content_object")
            .order_by("due_on", "pk")
        )

    def late(self, today: date) -> ReviewRequestQuerySet:
        """Those that should have been decided before ``today``."""
        return self.filter(due_on__lt=today)


class ReviewRequest(models.Model):
    """One medical review that was asked for: made whenever its task starts, by whatever route."""

    task_state = models.OneToOneField(
        TaskState,
        verbose_name=_("task state"),
        on_delete=models.CASCADE,
        related_name="review_request",
    )
    comment = models.TextField(_("comment for the reviewers"), blank=True)
    due_on = models.DateField(_("review due"))

    objects = ReviewRequestQuerySet.as_manager()

    # The reference index answers "what shows this content?"; a request shows nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review requests")
        default_permissions = ()
        indexes = [models.Index(fields=["due_on"], name="hh_request_due_idx")]

    def __str__(self) -> str:
        return _("Review of %(title)s, due on %(date)s") % {
            "title": self.reviewed_object,
            "date": self.due_on,
        }

    @property
    def reviewed_object(self) -> Any:
        """What is to be reviewed; a page as its base row."""
        return self.task_state.workflow_state.content_object

    @property
    def submitter(self) -> Any:
        """The user who submitted it, or None."""
        return self.task_state.workflow_state.requested_by

    @property
    def submitted_at(self) -> datetime:
        return self.task_state.started_at

    @property
    def is_waiting(self) -> bool:
        return self.task_state.status == TaskState.STATUS_IN_PROGRESS

    def is_late(self, today: date) -> bool:
        return self.is_waiting and self.due_on < today

    def is_in_hands_of(self, user: Any) -> bool:
        """Whether ``user`` may say what is asked for: who submitted it, its owner, who leads."""
        obj = self.reviewed_object
        owner_id = getattr(obj, "owner_id", None)
        asked_by = self.task_state.workflow_state.requested_by_id
        return user.pk in (asked_by, owner_id) or has_publish_right(user, obj)

    @property
    def open_claims(self) -> list[ReviewClaim]:
        """Who is looking at it now, the first one first."""
        return [claim for claim in self.claims.all() if not claim.is_lapsed]


class ReviewClaim(models.Model):
    """One reviewer's word that they are looking at it. It keeps nobody else from deciding.

    Where several reviewers are needed, several can be looking at once. A claim that was forgotten
    lapses by itself.
    """

    review_request = models.ForeignKey(
        ReviewRequest,
        verbose_name=_("review request"),
        on_delete=models.CASCADE,
        related_name="claims",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    claimed_at = models.DateTimeField(_("claimed at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("review claim")
        verbose_name_plural = _("review claims")
        ordering = ["claimed_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["review_request", "user"], name="hh_one_claim")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.review_request}"

    @property
    def lapses_at(self) -> datetime:
        return self.claimed_at + CLAIM_LASTS

    @property
    def is_lapsed(self) -> bool:
        return not self.user.is_active or timezone.now() >= self.lapses_at


def open_request(task_state: TaskState) -> ReviewRequest:
    """The request that ``task_state`` stands for; a new one is due when the policy says.

    The due day stays as it is when the policy changes: it was promised to the submitter.
    """
    review_request, _is_new = ReviewRequest.objects.get_or_create(
        task_state=task_state, defaults={"due_on": _due_by_policy(task_state)}
    )
    return review_request


def latest_day(review_request: ReviewRequest) -> date:
    """The last day that a submitter may ask for: the policy's, or the one already promised."""
    return max(review_request.due_on, _due_by_policy(review_request.task_state))


def describe_request(
    *, review_request: ReviewRequest, comment: str = "", due_on: date | None = None
) -> None:
    """Set what the submitter has to say: a ``comment``, and a day; None stands for the latest.

    Raises ``ValidationError`` where the day has passed, or is later than it may be.
    """
    wished_for = due_on or latest_day(review_request)
    check_wished_day(review_request, wished_for)
    review_request.due_on = wished_for
    review_request.comment = comment
    review_request.save(update_fields=["comment", "due_on"])


def check_wished_day(review_request: ReviewRequest, wished_for: date) -> None:
    """Raise ``ValidationError`` where a submitter cannot ask for a review by ``wished_for``."""
    if wished_for == review_request.due_on:
        return
    if wished_for < site_day():
        raise ValidationError(_("This day has passed."))
    if wished_for > (latest := latest_day(review_request)):
        raise ValidationError(
            _("A review is due on %(date)s at the latest. Choose that day or an earlier one."),
            params={"date": date_format(latest)},
        )


def _due_by_policy(task_state: TaskState) -> date:
    obj = task_state.workflow_state.content_object
    due_on = site_day(task_state.started_at) + timedelta(days=policy_for(obj).task_days)
    # What was published urgently gets no more time by being submitted again.
    deadline = first_deadline(obj)
    return min(due_on, max(site_day(deadline), site_day())) if deadline else due_on
