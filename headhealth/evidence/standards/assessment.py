"""All standards, item by item, for one object."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from headhealth.evidence.standards.approval import is_approved
from headhealth.evidence.standards.discern import DISCERN
from headhealth.evidence.standards.honcode import HONCODE
from headhealth.evidence.standards.item import Case, Standard, Verdict
from headhealth.evidence.standards.jama import JAMA
from headhealth.evidence.standards.nhs_standard import NHS_STANDARD
from headhealth.evidence.standards.pif_tick import PIF_TICK
from headhealth.evidence.standards.support import supported

STANDARDS = (NHS_STANDARD, PIF_TICK, HONCODE, JAMA, DISCERN)


_PLACES = {
    "content": _("approved text"),
    "contributors": _("who wrote it"),
    "emergencies": _("urgent publications"),
    "feedback": _("what readers said"),
    "ledger": _("ledger"),
    "other-records": _("records that are no reviews"),
    "policy": _("review policy and state"),
    "publisher": _("what the publisher states"),
    "sources": _("sources"),
    "subject": _("published pages"),
    "withdrawals": _("withdrawals"),
}
_RECORDS = {"review": _("review %(id)s"), "emergency": _("urgent publication %(id)s")}


@dataclass(frozen=True)
class ItemAssessment:
    """``verdict`` is a value of ``Verdict``; ``references`` are anchors in the pack."""

    code: str
    title: str
    asks: str
    verdict: str
    sentence: str
    references: list[str]
    is_approved: bool
    """Whether the text that it is about is what a reviewer approved and readers see."""

    @property
    def verdict_name(self) -> str:
        return str(Verdict(self.verdict).label)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The references with their names for people."""
        return [(anchor, _reference_name(anchor, self.is_approved)) for anchor in self.references]


@dataclass(frozen=True)
class StandardAssessment:
    code: str
    name: str
    about: str
    items: list[ItemAssessment]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many items have each verdict that occurs: its value, its name, how many."""
        verdicts = [item.verdict for item in self.items]
        return [
            (each.value, str(each.label), verdicts.count(each.value))
            for each in Verdict
            if each.value in verdicts
        ]


def _reference_name(anchor: str, is_approved: bool) -> str:
    if anchor == "content" and not is_approved:
        return str(_("text"))
    if anchor in _PLACES:
        return str(_PLACES[anchor])
    kind, _dash, pk = anchor.partition("-")
    return str(_RECORDS[kind]) % {"id": pk}


def assess(case: Case) -> list[StandardAssessment]:
    """What the evidence says to each item of each standard, in the language that is active."""
    return [_assess(standard, case) for standard in STANDARDS]


def _assess(standard: Standard, case: Case) -> StandardAssessment:
    items = []
    has_approval = is_approved(case).verdict is Verdict.PROVEN
    for item in standard.items:
        answer = supported(item.check(case), case)
        items.append(
            ItemAssessment(
                code=item.code,
                title=str(item.title),
                asks=str(item.asks),
                verdict=answer.verdict.value,
                sentence=answer.sentence,
                references=list(answer.references),
                is_approved=has_approval,
            )
        )
    return StandardAssessment(standard.code, str(standard.name), str(standard.about), items)
