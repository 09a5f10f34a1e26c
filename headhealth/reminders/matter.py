"""What people are reminded of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class MatterKind(models.TextChoices):
    """Why somebody has to act on content, in the order of how much it presses."""

    EMERGENCY = "emergency", _("Published urgently, review late")
    DUE = "due", _("Review due")
    WAITING = "waiting", _("Waiting for a medical reviewer")
    OUTDATED = "outdated", _("Approval out of date")
    ASKED = "asked", _("New review asked for")
    NEVER = "never", _("Never reviewed")


class Content(NamedTuple):
    """The object that a matter is about."""

    content_type_id: int
    object_id: str
    title: str
    edit_path: str
    """Where it is edited in the admin, or ""."""
    owner: Any
    """A user, or None."""


class MatterKey(NamedTuple):
    """What is told to one person only once."""

    kind: str
    content_type_id: int
    object_id: str
    counted_from: date
    stage: int


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is due, or late, by today."""

    kind: MatterKind
    content: Content
    counted_from: date
    """The due day, or the day on which it came to be. Another day is another matter."""
    stage: int
    days_late: int
    """Days since ``counted_from``; negative before it."""
    claimed_by: str = ""
    """Of a waiting review: the name of who has taken it on."""

    @property
    def key(self) -> MatterKey:
        content = self.content
        return MatterKey(
            self.kind.value,
            content.content_type_id,
            content.object_id,
            self.counted_from,
            self.stage,
        )

    @property
    def is_late(self) -> bool:
        """Whether a day has passed by which somebody should have decided."""
        if self.kind == MatterKind.EMERGENCY:
            return True
        return self.kind in (MatterKind.DUE, MatterKind.WAITING) and self.days_late > 0
