"""Everything that is known of one object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headhealth.evidence.facts.authorship import (
    Contributor,
    between,
    contributions_to,
    without_repeats,
)
from headhealth.evidence.facts.cited_sources import SourceFacts, SourceHistory
from headhealth.evidence.facts.content_facts import ContentFacts, content_facts
from headhealth.evidence.facts.emergency_facts import EmergencyFacts, emergency_facts
from headhealth.evidence.facts.ledger_proof import LedgerProof, RecordKey, key_of, ledger_proofs
from headhealth.evidence.facts.opinion_facts import OpinionFacts, opinions_of
from headhealth.evidence.facts.other_records import OtherRecordFacts, other_record_facts
from headhealth.evidence.facts.policy_facts import PolicyFacts, policy_facts
from headhealth.evidence.facts.reader_feedback import FeedbackFacts, feedback_about
from headhealth.evidence.facts.review_facts import ReviewFacts, review_facts
from headhealth.evidence.facts.subject import Subject, subject_of
from headhealth.evidence.facts.versions import Version, versions
from headhealth.evidence.facts.withdrawal_facts import WithdrawalFacts, withdrawals_of
from headhealth.review.content_snapshot import content_snapshot, restore_snapshot
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.ledgered_record import ledgered_models
from headhealth.review.medical_review import MedicalReview
from headhealth.review.publishing_record import PublishingRecord

Moment = tuple[datetime, PublishingRecord]


@dataclass(frozen=True)
class ObjectEvidence:
    """Lists of what happened are newest first."""

    subject: Subject
    policy: PolicyFacts
    content: ContentFacts
    sources: list[SourceFacts]
    """Of the version that ``content`` is about."""
    reviews: list[ReviewFacts]
    emergencies: list[EmergencyFacts]
    other_records: list[OtherRecordFacts]
    opinions: list[OpinionFacts]
    contributors: list[Contributor]
    feedback: FeedbackFacts
    withdrawals: list[WithdrawalFacts]

    @property
    def current_review(self) -> ReviewFacts | None:
        """The last approval that stands, whether or not readers see what it approved."""
        return next((review for review in self.reviews if review.counts), None)

    @property
    def waiting_emergency(self) -> EmergencyFacts | None:
        """The newest urgent publication that no medical reviewer has approved since."""
        return next((each for each in self.emergencies if each.closed_at is None), None)

    @property
    def proofs(self) -> list[LedgerProof]:
        """The proofs of all records, as the ledger has them."""
        records = [*self.reviews, *self.emergencies, *self.other_records, *self.opinions]
        return [record.proof for record in records]

    @property
    def unverified(self) -> list[str]:
        """What the ledger has to say against the records, in sentences."""
        return [problem for proof in self.proofs for problem in proof.problems]


def gather_evidence(obj: Any) -> ObjectEvidence:
    """All evidence about ``obj``, a specific page or a reviewed snippet.

    The number of queries does not grow with the number of reviews, but where their texts name
    pages, images or snippets, which are looked up for each version.
    """
    model = type(obj)
    moments = _moments(obj)
    records = [record for _moment, record in moments]
    reviews = [record for record in records if isinstance(record, MedicalReview)]
    # An approval that was revoked has ended all before it.
    final = [each for each in reversed(reviews) if each.is_final]
    current = final[0] if final and final[0].revoked_at is None else None
    standing = [each for each in final if each.revoked_at is None] if current else []
    texts = versions(model, obj.pk, moments)
    proofs = ledger_proofs(records)
    everybody = contributions_to(obj)
    if current:
        content = content_facts(restore_snapshot(model, current.snapshot, obj.pk), current.snapshot)
    else:
        content = content_facts(obj, content_snapshot(obj))
    cited = {pk for version in texts.values() for pk in version.source_ids}
    history = SourceHistory(cited | {*content.source_ids})
    reviewed = list(_reviews(reviews, current, everybody, history, texts, proofs))
    sources = next((each.sources for each in reviewed if each.counts), None)
    return ObjectEvidence(
        subject=subject_of(obj),
        policy=policy_facts(obj, standing),
        content=content,
        sources=history.today(content.source_ids) if sources is None else sources,
        reviews=reviewed[::-1],
        emergencies=[
            emergency_facts(record, reviews, texts[key_of(record)], proofs[key_of(record)])
            for record in reversed(records)
            if isinstance(record, EmergencyPublication)
        ],
        other_records=[
            other_record_facts(record, moment, texts[key_of(record)], proofs[key_of(record)])
            for moment, record in reversed(moments)
            if not isinstance(record, MedicalReview | EmergencyPublication)
        ],
        opinions=opinions_of(obj),
        contributors=without_repeats(everybody)[::-1],
        feedback=feedback_about(obj),
        withdrawals=withdrawals_of(obj),
    )


def _moments(obj: Any) -> list[Moment]:
    """Every record by which content of ``obj`` was let through, oldest first."""
    found: list[Moment] = []
    for model in ledgered_models():
        if issubclass(model, PublishingRecord):
            named = model._meta.get_latest_by
            field = named[0] if isinstance(named, list | tuple) else named
            records = model._default_manager.for_object(obj)
            found += [(getattr(record, str(field)), record) for record in records]
    return sorted(found, key=lambda each: (each[0], each[1].pk))


def _reviews(
    reviews: Iterable[MedicalReview],
    current: MedicalReview | None,
    everybody: list[Contributor],
    history: SourceHistory,
    texts: dict[RecordKey, Version],
    proofs: dict[RecordKey, LedgerProof],
) -> Iterable[ReviewFacts]:
    before: datetime | None = None
    for review in reviews:
        key = key_of(review)
        yield review_facts(
            review,
            counts=review is current,
            authors=between(everybody, before, review.reviewed_at),
            sources=history.at(review.reviewed_at, texts[key].source_ids, review.dependencies),
            version=texts[key],
            proof=proofs[key],
        )
        if review.is_final:
            before = review.reviewed_at
