"""When a page was taken away, and what readers were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import AbstractPage, PageLogEntry


@dataclass(frozen=True)
class WithdrawalFacts:
    """One withdrawal; the page may have come back since."""

    withdrawn_at: datetime
    withdrawn_by: str
    reason: str
    """As readers were told."""


def withdrawals_of(obj: Any) -> list[WithdrawalFacts]:
    """Newest first."""
    if not isinstance(obj, AbstractPage):
        return []
    entries = PageLogEntry.objects.filter(page_id=obj.pk, action="headhealth.page.withdraw")
    return [
        WithdrawalFacts(
            withdrawn_at=entry.timestamp,
            withdrawn_by=str(entry.user_display_name),
            reason=str(entry.data.get("reason", "")),
        )
        for entry in entries.select_related("user").order_by("-timestamp", "-pk")
    ]
