"""On which days somebody is reminded of what is due. In whole days, without time zones.

A stage is a number of days after the due day, negative before it. Each stage is told once; where a
day was missed, the newest one stands for those before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class ReminderStages:
    """When one kind of thing is told."""

    before: frozenset[int]
    """So many days before the due day."""
    after: frozenset[int]
    """So many days after it; 0 is the day itself."""
    repeats_after: int
    """Days. When all stages have passed it is told again so often: nothing stays late unsaid."""

    @classmethod
    def of(
        cls, *, before: Iterable[int] = (), after: Iterable[int] = (), repeats_after: int
    ) -> ReminderStages:
        if repeats_after < 1:
            raise ValueError("Nobody is reminded more often than once a day.")
        return cls(frozenset(before), frozenset(after), repeats_after)

    def newest(self, due_on: date, today: date) -> int | None:
        """The stage that ``today`` has reached last; None where it is too early for any."""
        days = (today - due_on).days
        last = max(self.after, default=0)
        repeats = (days - last) // self.repeats_after
        if repeats > 0:
            return last + repeats * self.repeats_after
        named = {-lead for lead in self.before} | self.after
        return max((stage for stage in named if stage <= days), default=None)

    def until(self, today: date) -> date:
        """What is due after this day is not told yet."""
        return today + timedelta(days=max(self.before, default=0))
