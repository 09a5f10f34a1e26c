"""What experts from outside said: advice to the reviewer, and never an approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headhealth.evidence.facts.ledger_proof import LedgerProof, key_of, ledger_proofs
from headhealth.guest_reading.opinion import Verdict, opinions_about


@dataclass(frozen=True)
class SectionComment:
    heading: str
    text: str


@dataclass(frozen=True)
class OpinionFacts:
    """Name and credentials are as the inviter stated them; nobody has checked them."""

    id: int
    given_at: datetime
    guest_name: str
    guest_credentials: str
    invited_by_name: str
    verdict: str
    conflict_statement: str
    remarks: str
    section_comments: list[SectionComment]
    digest: str
    """Of the content that it is about."""
    proof: LedgerProof

    @property
    def verdict_name(self) -> str:
        return str(Verdict(self.verdict).label)


def opinions_of(obj: Any) -> list[OpinionFacts]:
    """Newest first."""
    opinions = list(opinions_about(obj))
    proofs = ledger_proofs(opinions)
    return [
        OpinionFacts(
            id=opinion.pk,
            given_at=opinion.given_at,
            guest_name=opinion.guest_name,
            guest_credentials=opinion.guest_credentials,
            invited_by_name=opinion.invited_by_name,
            verdict=opinion.verdict,
            conflict_statement=opinion.conflict_statement,
            remarks=opinion.remarks,
            section_comments=[
                SectionComment(each.get("heading", ""), each.get("text", ""))
                for each in opinion.section_comments
            ],
            digest=opinion.digest,
            proof=proofs[key_of(opinion)],
        )
        for opinion in opinions
    ]
