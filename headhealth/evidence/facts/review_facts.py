"""What was written down of each medical review."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from headhealth.evidence.facts.authorship import Contributor
from headhealth.evidence.facts.cited_sources import SourceFacts
from headhealth.evidence.facts.ledger_proof import LedgerProof
from headhealth.evidence.facts.versions import Version
from headhealth.review.medical_review import MedicalReview, ReviewScope


@dataclass(frozen=True)
class ReviewFacts:
    """One approval. The reviewer's details are those of that day."""

    id: int
    reviewed_at: datetime
    reviewer_name: str
    reviewer_credentials: str
    registration_body: str
    registration_number: str
    conflict_statement: str
    scope: str
    """A value of ``ReviewScope``."""
    sources_checked_on: date
    red_flags_covered: bool
    plain_language: bool
    comment: str
    change_note: str
    is_correction: bool
    is_final: bool
    """False where further reviewers had to approve the same content."""
    reviewers_needed: int | None
    """How many it took that day; older records do not say."""
    revoked_at: datetime | None
    counts: bool
    """Whether it is the last approval that stands; readers may see something else."""
    digest: str
    revision_number: int
    authors: list[Contributor]
    """Who wrote what is new in it."""
    sources: list[SourceFacts]
    version: Version
    proof: LedgerProof

    @property
    def is_whole(self) -> bool:
        return self.scope == ReviewScope.WHOLE

    @property
    def scope_name(self) -> str:
        return str(ReviewScope(self.scope).label)


def review_facts(review: MedicalReview, **gathered: Any) -> ReviewFacts:
    """What ``review`` holds, with what was ``gathered`` about it."""
    kept = {
        field.name: getattr(review, field.name)
        for field in fields(ReviewFacts)
        if field.name not in gathered
    }
    return ReviewFacts(**kept, **gathered)
