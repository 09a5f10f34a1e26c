"""Reviews under way, by whose turn it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from wagtail.models import Revision, WorkflowState

from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.contributions import (
    authoring_of_all,
    contributions_of,
    is_by,
    pending_contributions_of_all,
)
from headhealth.review.contributor import remembered_reviewer
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.person import Person, person_of
from headhealth.review.reviewed_object import record_type, reviewed_model_by_type
from headhealth.review.shown_to_reviewers import shows_as_recorded
from headhealth.review.version import version_of
from headhealth.workflow.medical_review_task import MedicalReviewTask
from headhealth.workflow.review_request import ReviewRequest

_STATE = "task_state__workflow_state__"


def tasks_of_reviewer(user: Any) -> QuerySet:
    """The active review tasks in which ``user`` decides; none without a current registration."""
    if remembered_reviewer(user) is None:
        return MedicalReviewTask.objects.none()
    return MedicalReviewTask.objects.filter(active=True, groups__in=user.groups.all()).distinct()


def reviews_waiting_for(user: Any) -> QuerySet:
    """The requests that ``user`` may decide on, what is due first in front.

    Not what they wrote in or published urgently, nor the version that they have approved and others
    still have to.
    """
    tasks = tasks_of_reviewer(user)
    person = person_of(user)
    urgent = EmergencyPublication.objects.open().filter(
        published_by__in=person.accounts,
        content_type=OuterRef("kind"),
        object_id=OuterRef(f"{_STATE}object_id"),
    )
    waiting = _waiting().filter(~Exists(urgent), task_state__task__in=tasks)
    approved = partial_approvals(
        reviewer_user__in=person.accounts, task_number__in=waiting.order_by().values("task_state")
    )
    waiting = waiting.exclude(task_state__in=[each.task_number for each in approved])
    return waiting.exclude(pk__in=_written_by(person, waiting)).order_by("due_on", "pk")


def _written_by(person: Person, waiting: QuerySet) -> list[Any]:
    """Keys of the requests whose version ``person`` wrote any of.

    Only of what the person ever wrote in, is it worked out who wrote the version.
    """
    wrote = contributions_of(person).filter(
        content_type=OuterRef("kind"), object_id=OuterRef(f"{_STATE}object_id")
    )
    rows = waiting.filter(Exists(wrote)).order_by()
    objects = {
        pk: (type_id, object_id)
        for pk, type_id, object_id in rows.annotate(of=F("kind")).values_list(
            "pk", "of", f"{_STATE}object_id"
        )
    }
    authoring = authoring_of_all(objects.values())
    return [pk for pk, key in objects.items() if is_by(person, authoring[key])]


def partial_approvals(**conditions: Any) -> list[MedicalReview]:
    """Those that still count, of versions that other reviewers have to approve; the oldest first.

    ``joint_approval.standing_approvals`` for many objects. It also knows of authors, who are asked
    for no approval in any case. One query, and a few for each that meets ``conditions``.
    """
    newer = Revision.objects.alias(kind=record_type("content_type")).filter(
        kind=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        pk__gt=OuterRef("revision_number"),
    )
    about = {name: OuterRef(name) for name in ("content_type", "object_id")}
    approved = MedicalReview.objects.standing().filter(**about)
    given = MedicalReview.objects.unrevoked().filter(
        Q(scope=ReviewScope.WHOLE) | Exists(approved),
        ~Exists(newer),
        is_final=False,
        reviewer_user__isnull=False,
        **conditions,
    )
    given = given.not_followed_by(ContentWithdrawal.objects.all()).select_related("revision")
    return [
        review
        for review in given.defer("snapshot").order_by("reviewed_at", "pk")
        if review.revision is not None
        # The row of a snippet may be gone.
        and review.revision.content_object is not None
        and shows_as_recorded(review, version_of(review.revision.as_object()))
    ]


def reviews_submitted_by(user: Any) -> QuerySet:
    """The requests of ``user`` that wait for reviewers, what is due first in front."""
    submitted = _waiting().filter(**{f"{_STATE}requested_by": user})
    return submitted.order_by("due_on", "pk")


def reviews_sent_back_to(user: Any) -> QuerySet:
    """Workflow states in which ``user``, who submitted or wrote in it, has to change something.

    What was sent back last comes first.
    """
    wrote = pending_contributions_of_all().filter(
        user=user, content_type=OuterRef("kind"), object_id=OuterRef("object_id")
    )
    return (
        WorkflowState.objects.alias(kind=record_type("content_type"))
        .filter(
            Q(requested_by=user) | Exists(wrote),
            status=WorkflowState.STATUS_NEEDS_CHANGES,
            content_type__in=list(reviewed_model_by_type()),
        )
        .select_related("current_task_state__finished_by")
        .order_by("-current_task_state__finished_at", "-pk")
    )


def _waiting() -> QuerySet:
    """With what a list says of each, but for its content.

    The alias ``kind`` is the content type by which records know the object.
    """
    waiting = ReviewRequest.objects.waiting().alias(kind=record_type(f"{_STATE}content_type"))
    return waiting.prefetch_related(None).prefetch_related("claims__user")
