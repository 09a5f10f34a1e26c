"""What a waiting review waits for: who asked, by when, who approved it and who is looking at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState

from headhealth.review.content_withdrawal import newest_withdrawal
from headhealth.review.joint_approval import reviewers_needed
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.newest_review import last_review, newest_review
from headhealth.review.one_screen import once
from headhealth.review.shown_to_reviewers import shows_as_recorded
from headhealth.review.version import version_of
from headhealth.site_calendar import site_day
from headhealth.workflow.approval_progress import ApprovalProgress, eligible_reviewers
from headhealth.workflow.claims import can_release
from headhealth.workflow.medical_review_task import MedicalReviewTask
from headhealth.workflow.review_request import ReviewClaim, ReviewRequest


@dataclass
class ReviewTaskBrief:
    """The review task of ``obj``, which holds the content of its latest revision."""

    obj: Any
    user: Any

    @cached_property
    def request(self) -> ReviewRequest | None:
        """What was asked for, while it waits for a medical reviewer."""
        waiting = ReviewRequest.objects.waiting()
        return waiting.filter(task_state__in=TaskState.objects.for_instance(self.obj)).first()

    @cached_property
    def progress(self) -> ApprovalProgress | None:
        """How many of its reviewers have approved it, while it waits."""
        if self.request is None:
            return None
        return ApprovalProgress(self.request.task_state, version_of(self.obj))

    @property
    def void(self) -> list[tuple[MedicalReview, str]]:
        """The approvals of this task that count no more, each with the reason as a sentence."""
        given = self.progress.void if self.progress else []
        return [(review, self._why_void(review)) for review in given]

    def _why_void(self, review: MedicalReview) -> str:
        withdrawal = newest_withdrawal(self.obj)
        if not review.lets_through(version_of(self.obj)):
            return _("It does not count any more: the content was changed since.")
        if not shows_as_recorded(review, version_of(self.obj)):
            return _(
                "It does not count any more: something that is shown in it was changed since, an "
                "image or a source, for example."
            )
        if withdrawal is not None and review.reviewed_at < withdrawal.withdrawn_at:
            return _("It does not count any more: it was withdrawn since.")
        if review.scope == ReviewScope.CHANGES and newest_review(self.obj) is None:
            return _("It does not count any more: what those changes were made to is not approved.")
        return _("It does not count any more.")

    @property
    def is_late(self) -> bool:
        return self.request is not None and self.request.is_late(site_day())

    @cached_property
    def needed(self) -> int:
        """How many reviewers it takes to publish the content of ``obj``."""
        return reviewers_needed(self.obj, last_review(self.obj))

    @property
    def needs(self) -> str:
        """The same as a sentence for editors and reviewers."""
        return ngettext(
            "%(count)d medical reviewer has to approve this version.",
            "%(count)d different medical reviewers have to approve this version.",
            self.needed,
        ) % {"count": self.needed}

    @property
    def standing(self) -> str:
        """How far it has come, as a sentence."""
        given = len(self.progress.given) if self.progress else 0
        return ngettext(
            "%(given)d of %(needed)d reviewers has approved this version.",
            "%(given)d of %(needed)d reviewers have approved this version.",
            given,
        ) % {"given": given, "needed": self.needed}

    @cached_property
    def shortage(self) -> str:
        """Why it cannot be published as it is, where too few people may review it; else ""."""
        if self._task is None:
            return ""
        eligible = eligible_reviewers(self._task, self.obj, once)
        if eligible >= self.needed:
            return ""
        return ngettext(
            "Only %(count)d eligible reviewer is available. Add a reviewer, or ask an "
            "administrator to change the review policy.",
            "Only %(count)d eligible reviewers are available. Add a reviewer, or ask an "
            "administrator to change the review policy.",
            eligible,
        ) % {"count": eligible}

    @property
    def own_claim(self) -> ReviewClaim | None:
        claims = self.request.open_claims if self.request else []
        return next((claim for claim in claims if claim.user_id == self.user.pk), None)

    @property
    def other_claims(self) -> list[tuple[ReviewClaim, bool]]:
        """Who else is looking at it, and whether the user may release that."""
        claims = self.request.open_claims if self.request else []
        return [
            (claim, can_release(claim, self.user))
            for claim in claims
            if claim.user_id != self.user.pk
        ]

    @cached_property
    def can_claim(self) -> bool:
        """Whether to offer it to the user: they could approve it. The service decides."""
        if self.request is None:
            return False
        actions = self.request.task_state.task.specific.get_actions(self.obj, self.user)
        return any(name == "approve" for name, *_ in actions)

    @property
    def can_change_request(self) -> bool:
        """Whether the user may change the comment and the due day."""
        return self.request is not None and self.request.is_in_hands_of(self.user)

    @cached_property
    def _task(self) -> MedicalReviewTask | None:
        if self.request:
            return self.request.task_state.task.specific
        workflow = self.obj.get_workflow()
        tasks = MedicalReviewTask.objects.filter(active=True, workflow_tasks__workflow=workflow)
        return tasks.first() if workflow else None


def said_after_approval(task_state: TaskState, obj: Any) -> str:
    """What the reviewer is told whose approval was not the last; "" where it was."""
    if not TaskState.objects.filter(pk=task_state.pk, status=TaskState.STATUS_IN_PROGRESS).exists():
        return ""
    progress = ApprovalProgress(task_state, version_of(obj))
    return _(
        "Your approval is recorded: %(given)d of %(needed)d. The page is published when the last "
        "reviewer approves the very same version."
    ) % {"given": len(progress.given), "needed": progress.needed}
