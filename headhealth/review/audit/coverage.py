"""Which reviews cover a content, for many contents at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q

from headhealth.review.audit.finding import FindingCode
from headhealth.review.content_digest import changed_fields
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import content_type_of

_LABEL = MedicalReview._meta.label_lower


class Content(NamedTuple):
    """What an object holds or is to hold, and whose reviews can cover it."""

    obj: Any
    snapshot: dict[str, Any]
    digest: str
    reviewed_id: str
    """The key of the object itself, or of the page that it is an alias of."""
    live_revision_id: int | None


class Shortfall(NamedTuple):
    """Content that no review covers: why, the review that comes nearest, and what differs."""

    content: Content
    code: FindingCode
    review: MedicalReview | None = None
    fields: Sequence[str] = ()


def shortfalls(
    model: type[models.Model], contents: Sequence[Content], distrusted: set[tuple[str, int]]
) -> list[Shortfall]:
    """One query where all is covered, three where anything is not, however many there are."""
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
    """Key and digest of the newest unrevoked review of each object, without the snapshots."""
    reviews = _reviews(model, contents).counting()
    later = reviews.filter(object_id=OuterRef("object_id")).filter(
        Q(reviewed_at__gt=OuterRef("reviewed_at"))
        | Q(reviewed_at=OuterRef("reviewed_at"), pk__gt=OuterRef("pk"))
    )
    rows = reviews.filter(~Exists(later)).values_list("object_id", "pk", "digest")
    return {object_id: (pk, digest) for object_id, pk, digest in rows}


def _reviews(model: type[models.Model], contents: Sequence[Content]) -> Any:
    keys = {content.reviewed_id for content in contents}
    return MedicalReview.objects.filter(content_type=content_type_of(model), object_id__in=keys)


def _judge(
    model: type[models.Model], contents: Sequence[Content], distrusted: set[tuple[str, int]]
) -> Iterator[Shortfall]:
    history = defaultdict(list)
    for review in (
        _reviews(model, contents).newest_first().defer("snapshot", "dependencies", "comment")
    ):
        history[review.object_id].append(review)
    candidates = {
        content.obj.pk: _candidates(history[content.reviewed_id], content) for content in contents
    }
    snapshots = MedicalReview.objects.in_bulk(
        {review.pk for reviews in candidates.values() for review in reviews}
    )
    for content in contents:
        reviews = [snapshots[review.pk] for review in candidates[content.obj.pk]]
        covering = [review for review in reviews if review.approves(content.obj, content.digest)]
        if not covering:
            yield _without_cover(content, history[content.reviewed_id], reviews)
        elif all((_LABEL, review.pk) in distrusted for review in covering):
            yield Shortfall(content, FindingCode.REVIEW_UNTRUSTED, covering[0])


def _candidates(history: Sequence[MedicalReview], content: Content) -> list[MedicalReview]:
    """The reviews that may cover ``content``: the newest, and the one that its live revision had.

    They are two while a later approval waits: for its hour, or for another task of the workflow.
    Once that version is published, going back to the former text needs a review.
    """
    unrevoked = [review for review in history if review.revoked_at is None and review.is_final]
    published = [
        review
        for review in unrevoked
        if content.live_revision_id and review.revision_number <= content.live_revision_id
    ]
    return list(dict.fromkeys([*unrevoked[:1], *published[:1]]))


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
