"""The picker of a symptom list: which of its conditions share the symptoms that a reader picks.

It reads what the page shows and nothing else, so that it says no more than was reviewed, and costs
no query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headhealth.blocks.care_card import CareLevel
from headhealth.blocks.page_visibility import shown_pages
from headhealth.rules.terms import sort_key
from headhealth.snippets.citations import parse_key

PARAMETER = "symptom"
"""Repeated in the address for each symptom that was picked."""


@dataclass
class Choice:
    """One symptom of the list. ``notes`` say what makes it as urgent as ``level``."""

    symptom: Any
    level: CareLevel
    is_picked: bool
    notes: list[str] = field(default_factory=list)
    conditions: dict[Any, CareLevel] = field(default_factory=dict)
    """With the urgency of the most urgent entry that names both."""


@dataclass
class Match:
    """A condition that at least one picked symptom can belong to."""

    condition: Any
    level: CareLevel
    shared: list[Choice]


@dataclass(frozen=True)
class SymptomPicker:
    choices: list[Choice]

    @property
    def picked(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_picked]

    @property
    def emergencies(self) -> list[Choice]:
        return [choice for choice in self.picked if choice.level == CareLevel.EMERGENCY]

    @property
    def matches(self) -> list[Match]:
        """The most urgent first, among those the ones that share most symptoms."""
        found: dict[Any, Match] = {}
        for choice in self.picked:
            for condition, level in choice.conditions.items():
                match = found.setdefault(condition, Match(condition, level, []))
                match.level = max(match.level, level, key=_urgency)
                match.shared.append(choice)
        return sorted(
            found.values(),
            key=lambda match: (
                -_urgency(match.level),
                -len(match.shared),
                sort_key(match.condition.title),
            ),
        )


def picked_keys(values: Iterable[str]) -> set[int]:
    """The keys in the values of ``PARAMETER``; whatever is none is left out."""
    return {key for value in values if (key := parse_key(value)) is not None}


def pick_symptoms(page: Any, picked: Collection[int], context: Mapping[Any, Any]) -> SymptomPicker:
    """The picker over the entries of ``page``, which is rendered with ``context``."""
    choices: dict[int, Choice] = {}
    for level, entries in page.entries_by_level:
        for entry in entries:
            symptom = entry.live_symptom
            choice = choices.setdefault(
                symptom.pk, Choice(symptom, level, is_picked=symptom.pk in picked)
            )
            if entry["note"]:
                choice.notes.append(entry["note"])
            for condition in shown_pages(entry["conditions"], context):
                choice.conditions.setdefault(condition, level)
    return SymptomPicker(list(choices.values()))


def _urgency(level: CareLevel) -> int:
    return list(CareLevel).index(level)
