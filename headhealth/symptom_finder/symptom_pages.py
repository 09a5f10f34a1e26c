"""Where a symptom stands on public pages: the conditions that have it, the lists that name it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from wagtail.query import PageQuerySet

from headhealth.blocks.care_card import CareLevel
from headhealth.pages.condition_page import ConditionPageMixin
from headhealth.pages.shown_objects import (
    LISTED_SYMPTOMS,
    SYMPTOMS,
    keys_of_pages_that_show,
    page_types,
)
from headhealth.pages.symptom_list_page import SymptomListPageMixin
from headhealth.snippets.symptom import Symptom

_READ = ("title", "url_path", "path", "entries")
"""What is read of a symptom list, which may be long."""


@dataclass(frozen=True)
class Listing:
    """What a symptom list says of one symptom."""

    page: Any
    level: CareLevel
    note: str
    condition_keys: frozenset[int]


def listings(symptom: Symptom, *, among: PageQuerySet) -> list[Listing]:
    """The entries on ``symptom`` of the symptom lists in ``among``, most urgent first."""
    shown = keys_of_pages_that_show(symptom, mixin=SymptomListPageMixin, place=LISTED_SYMPTOMS)
    keys = among.filter(pk__in=shown).values("pk")
    found = [
        listing
        for model in page_types(SymptomListPageMixin)
        for page in model._default_manager.filter(pk__in=keys).only(*_READ).order_by("title")
        for listing in _entries_on(symptom, page)
    ]
    order = CareLevel.most_urgent_first()
    return sorted(found, key=lambda listing: order.index(listing.level))


def conditions_with(
    symptom: Symptom, listed: Sequence[Listing], *, among: PageQuerySet
) -> PageQuerySet:
    """The condition articles in ``among`` that name ``symptom`` or that ``listed`` say it can mean.

    The most urgent first, then by title; ``urgency`` is the level where ``listed`` have an urgent
    one, else "".
    """
    shown = keys_of_pages_that_show(symptom, mixin=ConditionPageMixin, place=SYMPTOMS)
    every_key = {key for entry in listed for key in entry.condition_keys}
    by_level = [
        (level, {key for entry in listed if entry.level == level for key in entry.condition_keys})
        for level in CareLevel.most_urgent_first()
        if level.is_urgent
    ]
    return (
        among.filter(Q(pk__in=shown) | Q(pk__in=every_key))
        .annotate(
            urgency=Case(
                *(When(pk__in=keys, then=Value(level.value)) for level, keys in by_level),
                default=Value(""),
            ),
            rank=Case(
                *(When(pk__in=keys, then=n) for n, (_level, keys) in enumerate(by_level)),
                default=len(by_level),
                output_field=IntegerField(),
            ),
        )
        .order_by("rank", "title", "pk")
    )


def _entries_on(symptom: Symptom, page: Any) -> Iterator[Listing]:
    """Read from the stored data: evaluating the entries would load every symptom on the page."""
    for entry in page.entries.raw_data:
        value = entry["value"]
        if value.get("symptom") == symptom.pk and value.get("level") in CareLevel:
            conditions = (item.get("value") for item in value.get("conditions") or [])
            yield Listing(
                page=page,
                level=CareLevel(value["level"]),
                note=value.get("note") or "",
                condition_keys=frozenset(key for key in conditions if isinstance(key, int)),
            )
