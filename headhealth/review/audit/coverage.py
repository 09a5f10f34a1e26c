"""Which records cover a content, for many contents at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from headhealth.review.audit.finding import FindingCode
from headhealth.review.content_digest import changed_fields
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import content_type_of

_LABEL = MedicalReview._meta.label_lower


class Content(NamedTuple):
    """What an object holds or is to hold, and whose records can cover it."""

    obj: Any
    snapshot: dict[str, Any]
    digest: str
    reviewed_id: str
    """The key of the object itself, or of the page that it is an alias of."""
    live_revision_id: int | None


@dataclass
class History:
    """The records of one object that may cover what it holds."""

    reviews: list[MedicalReview] = field(default_factory=list)
    """Newest first, without their snapshots."""
    publications: list[EmergencyPublication] = field(default_factory=list)
    withdrawal: ContentWithdrawal | None = None
    """The newest: nothing of before it covers anything."""

    def candidates(self, content: Content) -> list[MedicalReview]:
        """The reviews that may cover it: the newest, and the one that its live revision had.

        They are two while a later approval waits: for its hour, or for another task of the
        workflow. Once that version is published, going back to the former text needs a review.
        """
        standing = [
            each for each in self._counting() if self._is_since_withdrawal(each.reviewed_at)
        ]
        published = [each for each in standing if _has_had_its_hour(each, content)]
        return list(dict.fromkeys([*standing[:1], *published[:1]]))

    def covering_emergency(self, content: Content) -> EmergencyPublication | None:
        """What let it out urgently, unless something approved has taken its place since."""
        for publication in self.publications:
            is_superseded = any(
                each.reviewed_at > publication.published_at and _has_had_its_hour(each, content)
                for each in self._counting()
            )
            if (
                self._is_since_withdrawal(publication.published_at)
                and not is_superseded
                and publication.approves(content.obj, content.digest)
            ):
                return publication
        return None

    def _counting(self) -> list[MedicalReview]:
        return [each for each in self.reviews if each.revoked_at is None and each.is_final]

    def _is_since_withdrawal(self, moment: datetime) -> bool:
        return self.withdrawal is None or moment > self.withdrawal.withdrawn_at


def _has_had_its_hour(review: MedicalReview, content: Content) -> bool:
    """Whether what is live is the version of ``review``, or of later than that."""
    live = content.live_revision_id
    return live is not None and review.revision_number <= live


class Shortfall(NamedTuple):
    """Content that no review covers: why, the record that comes nearest, and what differs."""

    content: Content
    code: FindingCode
    record: MedicalReview | EmergencyPublication | ContentWithdrawal | None = None
    fields: Sequence[str] = ()


def shortfalls(
    model: type[models.Model], contents: Sequence[Content], distrusted: set[tuple[str, int]]
) -> list[Shortfall]:
    """One query where all is covered, five where anything is not, however many there are."""
    newest = _newest_digests(model, contents)
    doubtful = []
    for content in contents:
        pk, digest = newest.get(content.reviewed_id, (0, ""))
        if digest != content.digest or (_LABEL, pk) in distrusted:
            doubtful.append(content)
    return list(_judge(model, doubtful, distrusted)) if doubtful else []


def _newest_digests(
    model: type[models.Model], contents: Sequence[Content]
) -> dict[str, tuple[int, str]]:
    """Key and digest of the newest standing review of each object, without the snapshots."""
    reviews = _records(MedicalReview, model, contents).standing()
    later = reviews.filter(object_id=OuterRef("object_id")).filter(
        Q(reviewed_at__gt=OuterRef("reviewed_at"))
        | Q(reviewed_at=OuterRef("reviewed_at"), pk__gt=OuterRef("pk"))
    )
    rows = reviews.filter(~Exists(later)).values_list("object_id", "pk", "digest")
    return {object_id: (pk, digest) for object_id, pk, digest in rows}


def _records(record: Any, model: type[models.Model], contents: Sequence[Content]) -> Any:
    keys = {content.reviewed_id for content in contents}
    return record.objects.filter(content_type=content_type_of(model), object_id__in=keys)


def _judge(
    model: type[models.Model], contents: Sequence[Content], distrusted: set[tuple[str, int]]
) -> Iterator[Shortfall]:
    histories = _histories(model, contents, distrusted)
    candidates = {
        content.obj.pk: histories[content.reviewed_id].candidates(content) for content in contents
    }
    snapshots = MedicalReview.objects.in_bulk(
        {review.pk for reviews in candidates.values() for review in reviews}
    )
    for content in contents:
        history = histories[content.reviewed_id]
        reviews = [snapshots[review.pk] for review in candidates[content.obj.pk]]
        covering = [review for review in reviews if review.approves(content.obj, content.digest)]
        if covering:
            if all((_LABEL, review.pk) in distrusted for review in covering):
                yield Shortfall(content, FindingCode.REVIEW_UNTRUSTED, covering[0])
        elif publication := history.covering_emergency(content):
            if publication.is_late(timezone.now()):
                yield Shortfall(content, FindingCode.EMERGENCY_UNREVIEWED, publication)
        elif history.withdrawal and not reviews:
            yield Shortfall(content, FindingCode.CONTENT_WITHDRAWN, history.withdrawal)
        else:
            yield _without_cover(content, history.reviews, reviews)


def _histories(
    model: type[models.Model], contents: Sequence[Content], distrusted: set[tuple[str, int]]
) -> Mapping[str, History]:
    """By key of the object: three queries, and one more for each snapshot that has to be read."""
    histories: Mapping[str, History] = defaultdict(History)
    reviews = _records(MedicalReview, model, contents).newest_first()
    for review in reviews.defer("snapshot", "dependencies", "comment"):
        histories[review.object_id].reviews.append(review)
    label = EmergencyPublication._meta.label_lower
    for publication in _records(EmergencyPublication, model, contents):
        if (label, publication.pk) not in distrusted:
            histories[publication.object_id].publications.append(publication)
    for withdrawal in _records(ContentWithdrawal, model, contents).order_by("withdrawn_at", "pk"):
        histories[withdrawal.object_id].withdrawal = withdrawal
    return histories


def _without_cover(
    content: Content, history: Sequence[MedicalReview], candidates: Sequence[MedicalReview]
) -> Shortfall:
    if not history:
        return Shortfall(content, FindingCode.NEVER_REVIEWED)
    same = [review for review in history if review.digest == content.digest]
    if any(review.revoked_at is None for review in same):
        return Shortfall(content, FindingCode.REVIEW_SUPERSEDED, same[0])
    if same or not candidates:
        return Shortfall(content, FindingCode.REVIEW_REVOKED, (same or history)[0])
    # The one that the live revision had, where there is one.
    review = candidates[-1]
    fields = changed_fields(type(content.obj), review.snapshot, content.snapshot)
    return Shortfall(content, FindingCode.CONTENT_CHANGED, review, fields)
