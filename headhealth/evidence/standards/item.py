"""One item of a standard, and what can be said about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.evidence.facts.publisher_facts import PublisherFacts
from headhealth.evidence.ledger_state import LedgerState
from headhealth.evidence.object_evidence import ObjectEvidence


class Verdict(models.TextChoices):
    """How far an item is met."""

    PROVEN = "proven", _("Proven")
    DECLARED = "declared", _("Declared")
    MISSING = "missing", _("Missing")
    JUDGE = "judge", _("For a person to judge")
    NOT_APPLICABLE = "not-applicable", _("Does not apply")


@dataclass(frozen=True)
class Case:
    """What an item is checked on."""

    evidence: ObjectEvidence
    publisher: PublisherFacts
    ledger: LedgerState


@dataclass(frozen=True)
class Answer:
    """``sentence`` says what proves it or what is missing."""

    verdict: Verdict
    sentence: str
    references: tuple[str, ...] = ()
    """Where the records stand in the pack, as anchors: ``review-12``, ``sources``."""

    @property
    def is_missing(self) -> bool:
        return self.verdict is Verdict.MISSING


Check = Callable[[Case], Answer]


@dataclass(frozen=True)
class Item:
    """``code`` is kept for good, for machines; ``asks`` says in a sentence what is asked for."""

    code: str
    title: Any
    asks: Any
    check: Check


@dataclass(frozen=True)
class Standard:
    code: str
    name: Any
    about: Any
    """Where it comes from, in a sentence."""
    items: Sequence[Item]


def proven(sentence: str, *references: str) -> Answer:
    """A record shows it."""
    return Answer(Verdict.PROVEN, sentence, references)


def declared(sentence: str, *references: str) -> Answer:
    """Somebody says so, and it is kept who."""
    return Answer(Verdict.DECLARED, sentence, references)


def missing(sentence: str, *references: str) -> Answer:
    """Nothing shows it, or something speaks against it."""
    return Answer(Verdict.MISSING, sentence, references)


def judge(sentence: str, *references: str) -> Answer:
    """No software can tell; ``sentence`` says what to look at."""
    return Answer(Verdict.JUDGE, sentence, references)


def not_applicable(sentence: str) -> Answer:
    return Answer(Verdict.NOT_APPLICABLE, sentence)
