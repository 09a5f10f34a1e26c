"""What the review records say about an object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from headhealth.review.covered_digests import covered_digests
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.joint_approval import final_with_others
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.newest_review import newest_review, that_were_public
from headhealth.review.policies import policy_for
from headhealth.review.review_policy import ReviewPolicy
from headhealth.review.reviewed_object import alias_source
from headhealth.review.unreviewed_record import unreviewed_record
from headhealth.review.version import version_of
from headhealth.review.vouching import vouched
from headhealth.rules.review_schedule import is_overdue, next_review_due
from headhealth.site_calendar import site_day

RECENT_CHANGES = 3
"""So many changes stand on the page itself; the change log has all."""


@dataclass(frozen=True)
class ReviewLine:
    """What a page says about its own review. Days are in the site's time zone."""

    whole: MedicalReview
    """The newest review of the whole page, up to the content shown."""
    update: MedicalReview | None
    """The newest review of a part only, where that came after the whole page's."""
    recent: list[MedicalReview]
    """The newest reviews, for “what changed and when”."""
    interval_months: int
    policy: ReviewPolicy

    @property
    def reviewed_on(self) -> date:
        return site_day(self.whole.reviewed_at)

    @property
    def updated_on(self) -> date | None:
        return site_day(self.update.reviewed_at) if self.update else None

    @property
    def next_due_on(self) -> date:
        return next_review_due(self.reviewed_on, self.interval_months)

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.next_due_on, site_day())

    @property
    def is_told_overdue(self) -> bool:
        """Whether readers are told that the review is late."""
        return self.policy.tells_readers and self.is_overdue


@dataclass(frozen=True)
class UrgentUpdate:
    """What a page says of itself while it shows what nobody has reviewed yet."""

    publication: EmergencyPublication
    earlier: list[MedicalReview]
    """The reviews of what it showed before, newest first."""

    @property
    def updated_on(self) -> date:
        return site_day(self.publication.published_at)

    @property
    def is_first(self) -> bool:
        """Whether no version of it was ever reviewed."""
        return not self.earlier

    @property
    def whole_before(self) -> MedicalReview | None:
        """The newest review of the whole of it, which was of another version."""
        return _newest_whole(self.earlier)

    @property
    def recent(self) -> list[MedicalReview]:
        return self.earlier[:RECENT_CHANGES]


def shown_reviews(obj: Any) -> list[MedicalReview]:
    """The reviews of what ``obj`` holds and of what it held before, newest first.

    A version that is approved but not live yet is not among them, nor is a revoked review. Empty
    where no review that counts approved what ``obj`` holds. An alias has its source's reviews.
    Where it took several reviewers, each says by whom else it was given.
    """
    reviews, emergency = shown_history(obj)
    return [] if emergency else reviews


def public_review(obj: Any) -> tuple[ReviewLine | None, UrgentUpdate | None]:
    """What readers are told about the review of what ``obj`` holds: the one or the other.

    Neither where nobody reviewed the whole of it. “Last reviewed” does not move when only a part
    was reviewed.
    """
    reviews, emergency = shown_history(obj)
    if emergency:
        return None, UrgentUpdate(emergency, reviews)
    whole = _newest_whole(reviews)
    if whole is None:
        return None, None
    policy = policy_for(obj)
    line = ReviewLine(
        whole=whole,
        update=reviews[0] if reviews[0] is not whole else None,
        recent=reviews[:RECENT_CHANGES],
        interval_months=policy.interval_months(obj),
        policy=policy,
    )
    return line, None


def shown_history(obj: Any) -> tuple[list[MedicalReview], EmergencyPublication | None]:
    """The reviews up to what ``obj`` holds, newest first.

    Where it holds what was published urgently and nobody has reviewed since: those before that,
    and that.
    """
    source = alias_source(obj)
    records = MedicalReview.objects.for_object(source).entered().order_by("-place")
    given = vouched(records.defer("snapshot", "dependencies"))
    reviews = list(final_with_others(review for review in given if review.revoked_at is None))
    # What was approved before an approval that was taken back counts no more.
    since = list(takewhile(lambda review: not (review.is_final and review.revoked_at), given))
    standing = [review for review in reviews if review in since]
    version = version_of(obj)
    digest = version.digest
    if standing and standing[0].digest == digest:
        return reviews, None
    if emergency := unreviewed_record(EmergencyPublication, obj, version):
        before = [each for each in reviews if each.place < emergency.place]
        return that_were_public(before), emergency
    for position, review in enumerate(standing):
        if review.digest == digest:
            return reviews[position:], None
    if not standing:
        return [], None
    rewritten = covered_digests(standing)
    for position, review in enumerate(standing):
        if digest in rewritten[review.pk]:
            return reviews[position:], None
    newest = newest_review(source)
    return reviews if newest is not None and newest.has_approved(version) else [], None


def _newest_whole(reviews: list[MedicalReview]) -> MedicalReview | None:
    return next((review for review in reviews if review.scope == ReviewScope.WHOLE), None)


def recently_reviewed(pages: QuerySet, count: int) -> list[Any]:
    """The ``count`` of ``pages`` that were reviewed last, as ``reviewed_by`` gives them."""
    return reviewed_by(newest_reviews(pages)[:count], pages)


def reviewed_by(reviews: Iterable[tuple[int, datetime]], pages: QuerySet) -> list[Any]:
    """The ``pages`` that ``newest_reviews`` names, in its order, by one query.

    Each says in ``last_reviewed_at`` when that was.
    """
    moments = dict(reviews)
    found = {page.live_revision_id: page for page in pages.filter(live_revision__in=moments)}
    for revision, page in found.items():
        page.last_reviewed_at = moments[revision]
    return [found[revision] for revision in moments if revision in found]


def newest_reviews(pages: QuerySet) -> QuerySet:
    """Live revision and day of the last whole review of each of ``pages``, newest first.

    Only of those whose live revision is the one that was approved: that day, somebody read what
    readers see now. A slice of it reads no more reviews than it takes to fill it.
    """
    whole = MedicalReview.objects.standing().filter(scope=ReviewScope.WHOLE)
    later = MedicalReview.objects.counting().filter(scope=ReviewScope.WHOLE)
    later = later.filter(revision=OuterRef("revision")).filter(
        Q(reviewed_at__gt=OuterRef("reviewed_at"))
        | Q(reviewed_at=OuterRef("reviewed_at"), pk__gt=OuterRef("pk"))
    )
    shown = pages.filter(live_revision=OuterRef("revision"))
    reviews = whole.filter(Exists(shown), ~Exists(later)).newest_first()
    return reviews.values_list("revision_id", "reviewed_at")
