"""A section that promises items has some, and names none of them twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from headhealth.rules.findings import Finding, error


def check_symptoms(count: int) -> list[Finding]:
    return [] if count else [error("symptom_list_empty")]


def check_causes(count: int) -> list[Finding]:
    return [] if count else [error("causes_empty")]


def check_treatments(count: int) -> list[Finding]:
    return [] if count else [error("treatments_empty")]


def check_questions(count: int) -> list[Finding]:
    return [] if count else [error("faq_empty")]


def check_not_repeated(keys: Iterable[Hashable | None]) -> list[tuple[int, Finding]]:
    """Nothing is chosen twice in one list: reports the second and later, by index.

    None stands for no choice, and is not counted.
    """
    seen = set()
    repeated = []
    for index, key in enumerate(keys):
        if key is not None and key in seen:
            repeated.append((index, error("choice_repeated")))
        seen.add(key)
    return repeated
