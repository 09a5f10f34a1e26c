"""Who wrote the content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headhealth.review.contributions import Contribution


@dataclass(frozen=True)
class Contributor:
    """Somebody who changed the content, up to a moment. ``name`` is "" for a script."""

    name: str
    contributed_at: datetime


def contributors(contributions: Iterable[Contribution]) -> list[Contributor]:
    """Oldest first."""
    ordered = sorted(contributions, key=lambda each: (each.contributed_at, each.pk))
    return [Contributor(each.user_name, each.contributed_at) for each in ordered]


def between(
    everybody: Sequence[Contributor], after: datetime | None, until: datetime
) -> list[Contributor]:
    """Those who wrote after one moment and until another."""
    return [
        each
        for each in everybody
        if (after is None or each.contributed_at > after) and each.contributed_at <= until
    ]


def contributions_to(obj: Any) -> list[Contributor]:
    return contributors(Contribution.objects.for_object(obj))
