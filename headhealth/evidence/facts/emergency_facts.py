"""When something was published before a medical reviewer had read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from headhealth.evidence.facts.ledger_proof import LedgerProof
from headhealth.evidence.facts.versions import Version
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview


@dataclass(frozen=True)
class EmergencyFacts:
    """``closed_by`` names the review that read it afterwards; "" while there is none."""

    id: int
    published_at: datetime
    published_by_name: str
    reason: str
    review_due_at: datetime
    digest: str
    closed_by: str
    closed_at: datetime | None
    version: Version
    proof: LedgerProof

    @property
    def is_closed_in_time(self) -> bool:
        return self.closed_at is not None and self.closed_at <= self.review_due_at


def emergency_facts(
    emergency: EmergencyPublication,
    reviews: Iterable[MedicalReview],
    version: Version,
    proof: LedgerProof,
) -> EmergencyFacts:
    """``reviews`` are all of the object, oldest first."""
    closing = next(
        (
            review
            for review in reviews
            if review.is_final
            and review.revoked_at is None
            and review.reviewed_at > emergency.published_at
        ),
        None,
    )
    return EmergencyFacts(
        id=emergency.pk,
        published_at=emergency.published_at,
        published_by_name=emergency.published_by_name,
        reason=emergency.reason,
        review_due_at=emergency.review_due_at,
        digest=emergency.digest,
        closed_by=str(closing) if closing else "",
        closed_at=closing.reviewed_at if closing else None,
        version=version,
        proof=proof,
    )
