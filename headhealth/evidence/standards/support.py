"""Limits *proven* to what a record shows that the ledger vouches for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps

from django.utils.translation import gettext as _

from headhealth.evidence.standards.approval import is_approved
from headhealth.evidence.standards.item import Answer, Case, Check, Verdict, missing

_OF_THE_TEXT = {"content", "sources"}


def of_approved(check: Check) -> Check:
    """A check of what a reviewer approved: missing while that is not what readers see."""

    @wraps(check)
    def checked(case: Case) -> Answer:
        approval = is_approved(case)
        return check(case) if approval.verdict is Verdict.PROVEN else _for_want_of(approval)

    return checked


def supported(answer: Answer, case: Case) -> Answer:
    """``answer``; or what is missing, where it calls something proven that no record shows.

    What is said of the text is proven while a reviewer has approved it. What is said of a record is
    proven while the ledger vouches for it.
    """
    if answer.verdict is not Verdict.PROVEN:
        return answer
    if not answer.references:
        return missing(_("No record shows it."))
    if _OF_THE_TEXT & {*answer.references}:
        approval = is_approved(case)
        if approval.verdict is not Verdict.PROVEN:
            return _for_want_of(approval)
    if problems := list(_problems(answer, case)):
        return missing(" ".join(problems), "ledger", *answer.references)
    return answer


def _problems(answer: Answer, case: Case) -> Iterator[str]:
    """The problems that the ledger has with the records that ``answer`` refers to."""
    records = {
        **{f"review-{each.id}": each for each in case.evidence.reviews},
        **{f"emergency-{each.id}": each for each in case.evidence.emergencies},
    }
    for reference in answer.references:
        if (record := records.get(reference)) is not None:
            yield from record.proof.problems


def _for_want_of(approval: Answer) -> Answer:
    return missing(approval.sentence, *approval.references)
