"""Records by which content is public without being a review: shown as what they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst

from headhealth.evidence.facts.ledger_proof import LedgerProof
from headhealth.evidence.facts.versions import Version
from headhealth.review.publishing_record import PublishingRecord


@dataclass(frozen=True)
class OtherRecordFacts:
    """``kind`` is the label of its model, for example ``headhealth.adoption``."""

    kind: str
    kind_name: str
    id: int
    title: str
    recorded_at: datetime
    reason: str
    digest: str
    version: Version
    proof: LedgerProof


def other_record_facts(
    record: PublishingRecord, recorded_at: datetime, version: Version, proof: LedgerProof
) -> OtherRecordFacts:
    return OtherRecordFacts(
        kind=record._meta.label_lower,
        kind_name=capfirst(str(record._meta.verbose_name)),
        id=record.pk,
        title=str(record),
        recorded_at=recorded_at,
        reason=getattr(record, "reason", ""),
        digest=record.digest,
        version=version,
        proof=proof,
    )
