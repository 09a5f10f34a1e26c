"""An evidence pack: all that is known of one object, and what it proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from headhealth import __version__
from headhealth.evidence.facts.publisher_facts import PublisherFacts, publisher_facts
from headhealth.evidence.ledger_state import LedgerState, verify_ledger
from headhealth.evidence.object_evidence import ObjectEvidence, gather_evidence
from headhealth.evidence.publisher_statements import site_of
from headhealth.evidence.standards.approval import is_approved
from headhealth.evidence.standards.assessment import StandardAssessment, assess
from headhealth.evidence.standards.item import Answer, Case, Verdict

SCHEMA = "headhealth.evidence-pack"
SCHEMA_VERSION = 1
"""Grows when a key changes its meaning or goes; new keys may come without that."""


@dataclass(frozen=True)
class EvidencePack:
    """As of ``made_at``: a pack that is made again later says what is known then."""

    schema: str
    schema_version: int
    made_at: datetime
    made_with: str
    publisher: PublisherFacts
    ledger: LedgerState
    evidence: ObjectEvidence
    standards: list[StandardAssessment]

    @property
    def approval(self) -> Answer:
        """Whether somebody who could has approved what readers see, in a sentence."""
        return is_approved(Case(self.evidence, self.publisher, self.ledger))

    @property
    def is_approved(self) -> bool:
        """Whether what readers see is what a medical reviewer approved."""
        return self.approval.verdict is Verdict.PROVEN

    @property
    def name(self) -> str:
        """For files: the type and the key of the object."""
        return f"{self.evidence.subject.model.rpartition('.')[2]}-{self.evidence.subject.id}"


def make_pack(obj: Any, ledger: LedgerState | None = None) -> EvidencePack:
    """The pack of ``obj``, a specific page or a reviewed snippet.

    ``ledger`` is what a run that makes many packs has verified once.
    """
    ledger = ledger or verify_ledger()
    publisher = publisher_facts(site_of(obj))
    evidence = gather_evidence(obj)
    return EvidencePack(
        schema=SCHEMA,
        schema_version=SCHEMA_VERSION,
        made_at=timezone.now(),
        made_with=f"headhealth {__version__}",
        publisher=publisher,
        ledger=ledger,
        evidence=evidence,
        standards=assess(Case(evidence, publisher, ledger)),
    )


def make_packs(objects: Iterable[Any], ledger: LedgerState | None = None) -> Iterator[EvidencePack]:
    """One at a time: memory does not grow with their number."""
    ledger = ledger or verify_ledger()
    for obj in objects:
        yield make_pack(obj, ledger)
