"""Approvals that take several reviewers: who approved a version beside the one who completed it.

The approvals of one version belong together by the task in which they were given. Only the last of
them is final; those before it let nothing through.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max

from headhealth.review.content_withdrawal import newest_withdrawal
from headhealth.review.contribution import Contribution
from headhealth.review.contributions import is_author
from headhealth.review.contributor import Contributor
from headhealth.review.emergency_publication import open_emergencies
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.newest_review import newest_review
from headhealth.review.person import known_by_contributor, known_by_review, people_of
from headhealth.review.policies import policy_for
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.review_policy import RiskTier
from headhealth.review.shown_to_reviewers import shows_as_recorded
from headhealth.review.version import Version
from headhealth.review.vouching import vouched


def reviewers_needed(obj: Any, last: MedicalReview | None) -> int:
    """How many different reviewers it takes to approve ``obj`` as it is in memory.

    ``last`` is its last review. The policy says so by the tier. Lowering a tier is a change that
    has to be approved like any other: it takes as many as the tier of the version approved last,
    of a copy in its source, and as the tier of what was published urgently since. And what was
    needed at any approval given since then, void or not, is still needed.
    """
    policy = policy_for(obj)
    since = MedicalReview.objects.for_object(obj)
    if last is not None:
        since = since.filter(pk__gt=last.pk)
    reviewed = last or _review_of_source(obj)
    known: list[PublishingRecord] = [reviewed.latest_form] if reviewed else []
    known += open_emergencies(obj)
    tiers = [record.snapshot.get("risk_tier", RiskTier.ROUTINE) for record in known]
    needed = [policy.reviewers_needed(obj), *map(policy.reviewers_of_tier, tiers)]
    return max(*needed, since.aggregate(most=Max("reviewers_needed"))["most"] or 0)


def _review_of_source(obj: Any) -> MedicalReview | None:
    """The newest review of what ``obj``, never approved itself, was copied from, or None.

    A copy takes over the contributions of its source, whose digests are those of its approvals.
    """
    written = Contribution.objects.for_object(obj).values("digest")
    return MedicalReview.objects.counting().filter(digest__in=written).newest_first().first()


def standing_approvals(version: Version, *, task_number: int) -> list[MedicalReview]:
    """The approvals that are not final and count towards one of ``version``, first one first.

    One a person, of exactly that content, given in this task, not revoked, and by a person who
    still has an account and wrote none of it. An edit ends them all, and so does a change of
    something that it shows, or a request for changes, after which the task starts again. So does a
    withdrawal; and where nothing is approved any more, those of changes alone.
    """
    obj = version.obj
    given = (
        MedicalReview.objects.for_object(obj)
        .unrevoked()
        .filter(is_final=False, task_number=task_number, reviewer_user__isnull=False)
    )
    # Most versions take one reviewer.
    if not given.exists():
        return []
    reviews = given.select_related("reviewer_user").entered().order_by("place")
    of_this = [
        review
        for review in vouched(reviews)
        if review.lets_through(version) and shows_as_recorded(review, version)
    ]
    if of_this and (withdrawal := newest_withdrawal(obj)):
        of_this = [review for review in of_this if review.place > withdrawal.place]
    whole = [review for review in of_this if review.scope != ReviewScope.CHANGES]
    if len(whole) < len(of_this) and newest_review(obj) is None:
        of_this = whole
    people = people_of([known_by_review(review) for review in of_this])
    standing: list[MedicalReview] = []
    for number, review in enumerate(of_this):
        is_again = any(people[number].is_same_as(earlier) for earlier in people[:number])
        if not is_again and not is_author(obj, review.reviewer_user):
            standing.append(review)
    return standing


def by_others(approvals: Iterable[MedicalReview], reviewer: Contributor) -> list[MedicalReview]:
    """Those of ``approvals`` that another person than ``reviewer`` gave."""
    if not (given := list(approvals)):
        return []
    own, *people = people_of([known_by_contributor(reviewer), *map(known_by_review, given)])
    return [
        review for review, person in zip(given, people, strict=True) if not person.is_same_as(own)
    ]


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
    """Not one from before a withdrawal, where as many have approved it since as it took."""
    return (
        len(final.together) < (final.reviewers_needed or math.inf)
        and (review.task_number, review.digest) == (final.task_number, final.digest)
        and final.task_number is not None
        and not any(review.is_by_same_person(other) for other in [final, *final.given_with])
    )
