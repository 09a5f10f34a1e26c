"""How far the approval of a version has come, where it takes several reviewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from wagtail.models import TaskState

from headhealth.review.contributions import authors_of
from headhealth.review.contributor import Contributor
from headhealth.review.identity import identity_of, is_same
from headhealth.review.joint_approval import by_others, reviewers_needed, standing_approvals
from headhealth.review.medical_review import MedicalReview
from headhealth.review.newest_review import last_review
from headhealth.review.one_screen import Read, afresh
from headhealth.review.person import (
    Person,
    known_by_account,
    known_by_contributor,
    people_of,
)
from headhealth.review.urgent_review import urgent_publishers
from headhealth.review.version import Version
from headhealth.site_calendar import site_day


@dataclass
class ApprovalProgress:
    """The approvals that ``task_state`` waits for; ``version`` is the latest."""

    task_state: TaskState
    version: Version

    @cached_property
    def last(self) -> MedicalReview | None:
        """The last review of the object, withdrawn since or not."""
        return last_review(self.version.obj)

    @cached_property
    def needed(self) -> int:
        """How many different reviewers have to approve this version."""
        return reviewers_needed(self.version.obj, self.last)

    @cached_property
    def given(self) -> list[MedicalReview]:
        """The approvals that count towards it already, the first one first."""
        return standing_approvals(self.version, task_number=self.task_state.pk)

    @cached_property
    def void(self) -> list[MedicalReview]:
        """Those given in this task that do not count any more, whatever the cause."""
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


def eligible_reviewers(task: Any, obj: Any, read: Read = afresh) -> int:
    """How many people may approve ``obj`` today: of the task's groups, and no authors of it.

    Nor those who published it urgently, and answer for it until another person has reviewed it.
    Screens pass ``once`` as ``read``.
    """
    reviewers = Contributor.objects.reviewers_on(site_day()).filter(
        user__groups__in=task.groups.all()
    )
    wrote = [
        *map(known_by_account, authors_of(obj, read)),
        *map(known_by_contributor, obj.named_authors()),
    ]
    named = [known_by_contributor(each) for each in reviewers.distinct()]
    people = people_of([*wrote, *named])
    urgent = read(urgent_publishers, obj)
    free: list[Person] = []
    for person in people[len(wrote) :]:
        is_barred = any(is_same(identity_of(person), each) for each in urgent)
        others = (*people[: len(wrote)], *free)
        if not is_barred and not any(person.is_same_as(other) for other in others):
            free.append(person)
    return len(free)
