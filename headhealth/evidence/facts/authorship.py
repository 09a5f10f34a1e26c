"""Who wrote the content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from headhealth.review.contribution import Contribution


@dataclass(frozen=True)
class Contributor:
    """Somebody who changed the content, up to a moment. ``name`` is "" for a script."""

    name: str
    contributed_at: datetime


def contributors(contributions: Iterable[Contribution]) -> list[Contributor]:
    """The authors of ``contributions``, oldest first, one for each save."""
    ordered = sorted(contributions, key=lambda each: (each.contributed_at, each.pk))
    return [Contributor(each.user_name, each.contributed_at) for each in ordered]


def without_repeats(people: Sequence[Contributor]) -> list[Contributor]:
    """Merge successive saves of one person into one, with the time of the last save."""
    return [
        each
        for each, following in zip_longest(people, people[1:])
        if following is None or following.name != each.name
    ]


def between(
    everybody: Sequence[Contributor], after: datetime | None, until: datetime
) -> list[Contributor]:
    """Those who wrote after one moment and until another."""
    return without_repeats(
        [
            each
            for each in everybody
            if (after is None or each.contributed_at > after) and each.contributed_at <= until
        ]
    )


def contributions_to(obj: Any) -> list[Contributor]:
    return contributors(Contribution.objects.for_object(obj).defer("changes"))
