"""One request for the review of many objects, and what became of each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.reviewed_object import ReviewedObjectQuerySet, ReviewedObjectRecord

REASON_LENGTH = 1000


class ItemState(models.TextChoices):
    """How far the request is with one object."""

    WAITING = "waiting", _("Not asked yet")
    ASKED = "asked", _("Asked for")
    SKIPPED = "skipped", _("Left out")
    FAILED = "failed", _("Failed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ItemNote(models.TextChoices):
    """What is to be known of one object beside its state."""

    IN_REVIEW = "in_review", _("A review was already running: it answers this request too.")
    SENT_BACK = "sent_back", _("A reviewer had asked for changes: its authors submit it again.")
    DRAFT = "draft", _("It has a newer draft, so nothing was submitted: its owner submits it.")
    NO_WORKFLOW = "no_workflow", _("No workflow with a medical review is active.")
    NOT_LIVE = "not_live", _("Readers do not see it any more.")


class Progress(NamedTuple):
    """How many objects are in which state."""

    total: int
    waiting: int
    asked: int
    answered: int
    """Those of ``asked`` that have been reviewed since."""
    skipped: int
    failed: int
    withdrawn: int

    @property
    def done(self) -> int:
        return self.total - self.waiting


class ReReviewItemQuerySet(ReviewedObjectQuerySet):
    """Items by what is to be done about them."""

    def with_answers(self) -> ReReviewItemQuerySet:
        """Each with ``is_answered``: the whole of it was reviewed since it was asked for."""
        later = MedicalReview.objects.counting().filter(
            content_type=OuterRef("content_type"),
            object_id=OuterRef("object_id"),
            scope=ReviewScope.WHOLE,
            reviewed_at__gt=OuterRef("handled_at"),
        )
        return self.annotate(is_answered=Exists(later))

    def newest_unanswered(self) -> ReReviewItem | None:
        """What was asked for last and nobody has done since, or None."""
        asked = self.filter(state=ItemState.ASKED).with_answers()
        return asked.filter(is_answered=False).order_by("-handled_at").first()


class ReReviewRequest(models.Model):
    """Somebody asks for the review of a set of objects, with a reason that everybody sees."""

    submission_id = models.UUIDField(
        unique=True, default=uuid.uuid4, editable=False, help_text=_("Of the form: sent once.")
    )
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH)
    cause = models.CharField(
        _("which pages"), max_length=255, help_text=_("How the pages were chosen.")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    requested_by_name = models.CharField(
        _("name"), max_length=255, help_text=_("Kept when the account is deleted.")
    )
    requested_at = models.DateTimeField(_("asked at"), default=timezone.now)
    announced_at = models.DateTimeField(_("reviewers told at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request for review")
        verbose_name_plural = _("requests for review")
        ordering = ["-requested_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.cause

    @property
    def progress(self) -> Progress:
        """By one query."""
        counts = {"total": Count("pk")}
        for state in ItemState:
            counts[state.value] = Count("pk", filter=Q(state=state))
        counts["answered"] = Count("pk", filter=Q(state=ItemState.ASKED, is_answered=True))
        return Progress(**self.items.with_answers().aggregate(**counts))


class ReReviewItem(ReviewedObjectRecord):
    """One object of a request."""

    request = models.ForeignKey(ReReviewRequest, on_delete=models.CASCADE, related_name="items")
    title = models.CharField(_("title"), max_length=255)
    state = models.CharField(
        _("state"), max_length=16, choices=ItemState, default=ItemState.WAITING
    )
    note = models.CharField(_("note"), max_length=16, choices=ItemNote, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    workflow_state = models.ForeignKey(
        "wagtailcore.WorkflowState",
        verbose_name=_("review"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The review that the request started."),
    )
    handled_at = models.DateTimeField(_("handled at"), null=True)

    objects = ReReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("object of a request for review")
        verbose_name_plural = _("objects of requests for review")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["request", "content_type", "object_id"], name="hh_one_item_a_request"
            )
        ]
        indexes = [
            models.Index(fields=["request", "state", "id"], name="hh_item_state_idx"),
            models.Index(fields=["content_type", "object_id"], name="hh_item_object_idx"),
        ]

    def __str__(self) -> str:
        return self.title


def add_items(request: ReReviewRequest, clocks: Iterable[Any]) -> None:
    """One for each of ``clocks``, 500 at a time."""
    ReReviewItem.objects.bulk_create(
        (
            ReReviewItem(
                request=request,
                content_type_id=clock.content_type_id,
                object_id=clock.object_id,
                title=clock.title,
            )
            for clock in clocks
        ),
        batch_size=500,
    )
