"""Approvals that take several reviewers: who approved a version beside the one who completed it.

The approvals of one version belong together by the task in which they were given. Only the last of
them is final; those before it let nothing through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headhealth.review.contributions import is_author
from headhealth.review.contributor import Contributor
from headhealth.review.medical_review import MedicalReview
from headhealth.review.version import Version
from headhealth.review.vouching import vouched


def standing_approvals(version: Version, *, task_number: int) -> list[MedicalReview]:
    """The approvals that are not final and count towards one of ``version``, first one first.

    One a person, of exactly that content, given in this task, not revoked, and by
    somebody who has an account still and wrote none of it. An edit ends them all, and so does a
    request for changes: the task starts anew.
    """
    obj = version.obj
    reviews = (
        MedicalReview.objects.for_object(obj)
        .unrevoked()
        .filter(is_final=False, task_number=task_number, reviewer_user__isnull=False)
        .select_related("reviewer_user")
        .entered()
        .order_by("place")
    )
    standing: list[MedicalReview] = []
    for review in vouched(reviews):
        if (
            review.lets_through(version)
            and not any(review.is_by_same_person(other) for other in standing)
            and not is_author(obj, review.reviewer_user)
        ):
            standing.append(review)
    return standing


def by_others(approvals: Iterable[MedicalReview], reviewer: Contributor) -> list[MedicalReview]:
    """Those of ``approvals`` that another person than ``reviewer`` gave."""
    own = MedicalReview(
        reviewer=reviewer,
        reviewer_user_id=reviewer.user_id,
        registration_body=reviewer.registration_body,
        registration_number=reviewer.registration_number,
    )
    return [review for review in approvals if not review.is_by_same_person(own)]


def final_with_others(reviews: Iterable[MedicalReview]) -> Iterator[MedicalReview]:
    """The final ones of ``reviews``, which are given newest first.

    Each says in ``given_with`` by which others it was completed, the first one first.
    """
    final: MedicalReview | None = None
    for review in reviews:
        if review.is_final:
            if final is not None:
                yield final
            final = review
            final.given_with = []
        elif final is not None and _belongs_to(review, final):
            final.given_with.insert(0, review)
    if final is not None:
        yield final


def _belongs_to(review: MedicalReview, final: MedicalReview) -> bool:
    return (
        (review.task_number, review.digest) == (final.task_number, final.digest)
        and final.task_number is not None
        and not any(review.is_by_same_person(other) for other in [final, *final.given_with])
    )
