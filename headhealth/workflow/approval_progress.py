"""How far the approval of a version has come, where it takes several reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from wagtail.models import TaskState

from headhealth.review.contributions import authors_of
from headhealth.review.contributor import Contributor
from headhealth.review.emergency_publication import urgent_publishers
from headhealth.review.identity import identity_of_contributor, is_same
from headhealth.review.joint_approval import by_others, standing_approvals
from headhealth.review.medical_review import MedicalReview
from headhealth.review.policies import policy_for
from headhealth.review.version import Version
from headhealth.site_calendar import site_day


@dataclass
class ApprovalProgress:
    """The approvals that ``task_state`` waits for; ``version`` is the latest."""

    task_state: TaskState
    version: Version

    @cached_property
    def needed(self) -> int:
        """How many different reviewers the policy asks for today, by the tier of this version."""
        return policy_for(self.version.obj).reviewers_needed(self.version.obj)

    @cached_property
    def given(self) -> list[MedicalReview]:
        """The approvals that count towards it already, the first one first."""
        return standing_approvals(self.version, task_number=self.task_state.pk)

    @cached_property
    def void(self) -> list[MedicalReview]:
        """Those given in this task that count no more, as the content was changed since."""
        standing = {review.pk for review in self.given}
        given = MedicalReview.objects.for_object(self.version.obj).unrevoked()
        given = given.filter(is_final=False, task_number=self.task_state.pk)
        given = given.order_by("reviewed_at", "pk").exclude(pk__in=standing)
        return list(given.defer("snapshot", "dependencies"))

    @property
    def missing(self) -> int:
        return max(self.needed - len(self.given), 0)

    def others(self, reviewer: Contributor) -> list[MedicalReview]:
        """The approvals that count and that another person than ``reviewer`` gave."""
        return by_others(self.given, reviewer)

    def is_completed_by(self, reviewer: Contributor) -> bool:
        """Whether the approval of ``reviewer`` is the last that it takes."""
        return len(self.others(reviewer)) + 1 >= self.needed

    def has_done_all(self, reviewer: Contributor) -> bool:
        """Whether ``reviewer`` approved it already, and it is for others to complete."""
        is_given = len(self.others(reviewer)) < len(self.given)
        return is_given and not self.is_completed_by(reviewer)


def eligible_reviewers(task: Any, obj: Any) -> int:
    """How many people may approve ``obj`` today: of the task's groups, and no authors of it.

    Nor those who published it urgently, and answer for it until another person has reviewed it.
    """
    authors = {user.pk for user in authors_of(obj)}
    authors |= {author.user_id for author in obj.named_authors()}
    reviewers = Contributor.objects.reviewers_on(site_day()).filter(
        user__groups__in=task.groups.all()
    )
    urgent = urgent_publishers(obj)
    found = reviewers.exclude(user__in=authors).select_related("user").distinct()
    return len(
        {
            reviewer.user_id
            for reviewer in found
            if not any(is_same(identity_of_contributor(reviewer), person) for person in urgent)
        }
    )
