"""Which records cover a content, for many contents at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F
from django.utils import timezone

from headhealth.review.adoption import Adoption
from headhealth.review.audit.finding import FindingCode
from headhealth.review.content_digest import changed_fields
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.rebaseline import Rebaseline
from headhealth.review.reviewed_object import content_type_of
from headhealth.review.same_for_readers import NotRendered, same_data, same_for_readers
from headhealth.review.version import Version

_LABEL = MedicalReview._meta.label_lower


class Content(NamedTuple):
    """What an object holds or is to hold, and whose records can cover it."""

    version: Version
    reviewed_id: str
    """The key of the object itself, or of the page that it is an alias of."""
    is_live: bool = True
    """False where the version waits for its hour."""


@dataclass
class History:
    """The records of one object that may cover what it holds."""

    reviews: list[MedicalReview] = field(default_factory=list)
    """Newest first, without their snapshots."""
    publications: list[EmergencyPublication] = field(default_factory=list)
    withdrawal: ContentWithdrawal | None = None
    """The newest: nothing of before it covers anything."""
    adoption: Adoption | None = None
    """The newest."""

    @property
    def revoked(self) -> MedicalReview | None:
        """The newest approval that was taken back: nothing of before it covers anything either."""
        return next((each for each in self._complete() if each.revoked_at is not None), None)

    def candidates(self, content: Content) -> list[MedicalReview]:
        """The reviews that may cover it: the newest, and the one that its live revision had.

        They are two while a later approval waits: for its hour, or for another task of the
        workflow. Once that version is published, going back to the former text needs a review.
        """
        standing = [each for each in self._complete() if self.is_standing(each)]
        if not content.is_live:
            return standing[:1]
        published = [each for each in standing if each.published_at is not None]
        return list(dict.fromkeys([*standing[:1], *published[:1]]))

    @property
    def last_unreviewed(self) -> EmergencyPublication | Adoption | None:
        """The last urgent publication, or an adoption since."""
        urgent = next(iter(self.publications), None)
        if urgent and (self.adoption is None or _is_after(urgent, self.adoption)):
            return urgent
        return self.adoption

    def unreviewed(self, content: Content) -> EmergencyPublication | Adoption | None:
        """``last_unreviewed`` where ``content`` may be public by it.

        Not once something approved has taken its place.
        """
        record = self.last_unreviewed
        if record is None or not self._is_since_end(record):
            return None
        is_superseded = any(
            _is_after(each, record) and each.published_at is not None for each in self._complete()
        )
        return None if is_superseded or not record.lets_through(content.version) else record

    def is_standing(self, review: MedicalReview) -> bool:
        """Whether it counts, and nothing has ended it since."""
        return review.is_final and review.revoked_at is None and self._is_since_end(review)

    def _complete(self) -> list[MedicalReview]:
        return [each for each in self.reviews if each.is_final]

    def _is_since_end(self, record: PublishingRecord) -> bool:
        return all(_is_after(record, end) for end in (self.withdrawal, self.revoked) if end)


def _is_after(record: Any, other: Any) -> bool:
    """Compare the places of two records in the ledger. One without a place is distrusted, and so
    counts as the newest."""
    return record.place is None or (other.place is not None and record.place > other.place)


class Shortfall(NamedTuple):
    """Content that nothing covers: why, the record that comes nearest, and what differs."""

    content: Content
    code: FindingCode
    record: PublishingRecord | ContentWithdrawal | None = None
    fields: Sequence[str] = ()
    is_vouched_for: bool = True
    """Whether the ledger vouches for that record."""


class Judgement(NamedTuple):
    """``others`` counts the contents that are covered by something else than the approval itself,
    by the kind of record."""

    shortfalls: list[Shortfall]
    others: Counter[type[PublishingRecord]]


def judge(
    model: type[models.Model], contents: Sequence[Content], distrusted: set[tuple[str, int]]
) -> Judgement:
    """One query where reviews alone cover all, a few more where not, however many there are."""
    newest = _newest_approved(model, contents)
    doubtful = []
    for content in contents:
        pk, digest, snapshot = newest.get(content.reviewed_id, (0, "", {}))
        version = content.version
        is_covered = digest == version.digest and same_data(model, snapshot, version.snapshot)
        if not is_covered or (_LABEL, pk) in distrusted:
            doubtful.append(content)
    judgement = Judgement([], Counter())
    if doubtful:
        _judge(model, doubtful, distrusted, judgement)
    return judgement


def _newest_approved(
    model: type[models.Model], contents: Sequence[Content]
) -> dict[str, tuple[int, str, dict[str, Any]]]:
    """Key, digest and snapshot of the newest standing review of each object. Two queries."""
    reviews = _records(MedicalReview, model, contents).standing().order_by("place")
    newest = {
        object_id: (pk, digest)
        for object_id, pk, digest in reviews.values_list("object_id", "pk", "digest")
    }
    rows = MedicalReview.objects.filter(pk__in=[pk for pk, _digest in newest.values()])
    snapshots = dict(rows.values_list("pk", "snapshot"))
    return {
        object_id: (pk, digest, snapshots[pk])
        for object_id, (pk, digest) in newest.items()
        if pk in snapshots
    }


def _records(record: Any, model: type[models.Model], contents: Sequence[Content]) -> Any:
    keys = {content.reviewed_id for content in contents}
    return record.objects.filter(content_type=content_type_of(model), object_id__in=keys)


def _judge(
    model: type[models.Model],
    contents: Sequence[Content],
    distrusted: set[tuple[str, int]],
    judgement: Judgement,
) -> None:
    histories = _histories(model, contents, distrusted)
    candidates = {
        content.version.obj.pk: histories[content.reviewed_id].candidates(content)
        for content in contents
    }
    wanted = {review.pk for reviews in candidates.values() for review in reviews}
    snapshots = MedicalReview.objects.prefetch_related("rebaselines").in_bulk(wanted)
    for content in contents:
        history = histories[content.reviewed_id]
        reviews = [snapshots[review.pk] for review in candidates[content.version.obj.pk]]
        grounds: list[PublishingRecord] = [
            record for review in reviews for record in _grounds(review, content.version)
        ]
        if not grounds and (unreviewed := history.unreviewed(content)):
            grounds = [unreviewed]
        trusted = [record for record in grounds if not _is_distrusted(record, distrusted)]
        shortfall = None
        ground = next(iter(grounds), None)
        if isinstance(ground, EmergencyPublication) and ground.is_late(timezone.now()):
            shortfall = Shortfall(content, FindingCode.EMERGENCY_UNREVIEWED, ground)
        elif trusted:
            shortfall = _read_otherwise(content, trusted)
            if shortfall is None and type(trusted[0]) is not MedicalReview:
                judgement.others[type(trusted[0])] += 1
        elif grounds:
            shortfall = Shortfall(content, FindingCode.REVIEW_UNTRUSTED, grounds[0])
        elif history.withdrawal and not reviews:
            shortfall = Shortfall(content, FindingCode.CONTENT_WITHDRAWN, history.withdrawal)
        else:
            shortfall = _without_cover(content, history, reviews)
        if shortfall is not None:
            record = shortfall.record
            is_sound = record is None or not _is_distrusted(record, distrusted)
            judgement.shortfalls.append(shortfall._replace(is_vouched_for=is_sound))


def _grounds(review: MedicalReview, version: Version) -> list[PublishingRecord]:
    """The records that let ``version`` through, whatever the ledger says of them."""
    records: list[PublishingRecord] = [review, *review.rebaselines.all()]
    return [record for record in records if record.is_about(version)]


def _read_otherwise(content: Content, records: Sequence[PublishingRecord]) -> Shortfall | None:
    """A shortfall where readers get something else than any of ``records`` holds."""
    version, code = content.version, FindingCode.RENDERED_OTHERWISE
    for record in records:
        try:
            if same_for_readers(version.obj, record.snapshot, version.snapshot):
                return None
        except NotRendered:
            code = FindingCode.NOT_RENDERED
    return Shortfall(content, code, records[0])


def _is_distrusted(record: Any, distrusted: set[tuple[str, int]]) -> bool:
    if isinstance(record, Rebaseline) and (_LABEL, record.review_id) in distrusted:
        return True
    return (record._meta.label_lower, record.pk) in distrusted


def _histories(
    model: type[models.Model], contents: Sequence[Content], distrusted: set[tuple[str, int]]
) -> Mapping[str, History]:
    """By key of the object: four queries, and one more for each snapshot that has to be read."""
    histories: Mapping[str, History] = defaultdict(History)
    newest_first = (F("place").desc(nulls_first=True), "-pk")
    reviews = _records(MedicalReview, model, contents).placed().order_by(*newest_first)
    for review in reviews.defer("snapshot", "dependencies", "comment"):
        histories[review.object_id].reviews.append(review)
    label = EmergencyPublication._meta.label_lower
    publications = _records(EmergencyPublication, model, contents).placed()
    for publication in publications.order_by(*newest_first):
        if (label, publication.pk) not in distrusted:
            histories[publication.object_id].publications.append(publication)
    for withdrawal in _records(ContentWithdrawal, model, contents).entered().order_by("place"):
        histories[withdrawal.object_id].withdrawal = withdrawal
    for adoption in _records(Adoption, model, contents).entered().order_by("place"):
        histories[adoption.object_id].adoption = adoption
    return histories


def _without_cover(
    content: Content, history: History, candidates: Sequence[MedicalReview]
) -> Shortfall:
    same = [review for review in history.reviews if review.digest == content.version.digest]
    if standing := [review for review in same if history.is_standing(review)]:
        return Shortfall(content, FindingCode.REVIEW_SUPERSEDED, standing[0])
    if history.revoked and (same or not candidates):
        revoked = next((review for review in same if review.revoked_at), history.revoked)
        return Shortfall(content, FindingCode.REVIEW_REVOKED, revoked)
    # The one that the live revision had, where there is one.
    record = candidates[-1] if candidates else history.last_unreviewed
    if record is None or isinstance(record, EmergencyPublication):
        # What went out urgently and was changed since was never reviewed either.
        return Shortfall(content, FindingCode.NEVER_REVIEWED, record)
    before: Any = record
    if isinstance(record, MedicalReview):
        before = next(iter(record.rebaselines.all()), record)
    fields = changed_fields(content.version.model, before.snapshot, content.version.snapshot)
    return Shortfall(content, FindingCode.CONTENT_CHANGED, record, fields)
