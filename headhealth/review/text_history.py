"""Finds who wrote the difference between two contents of one object, among all its saves.

Plain data: contributions hold the changes of one save, oldest first. See
``docs/features/authors-and-registrations.md`` for the rule in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from headhealth.review.text_keys import Change, TextKey


@dataclass(frozen=True)
class Save:
    """The changes of one person in one save."""

    contribution: Any
    who: Hashable
    """False in Python where nobody is known."""
    changes: Sequence[Change]
    is_since: bool
    """Whether it came after the approval."""


@dataclass
class _Event:
    """One entry that a save brought or took away."""

    save: Save
    key: TextKey
    is_move: bool
    """The same save took it away and brought it: it only moved."""
    counterpart: Sequence[TextKey] = ()
    """The entries that the same change took away, or brought."""
    is_undone: bool = False


class TextHistory:
    """The saves of one object, oldest first, by what they brought and took away.

    Who puts back what they took away themselves, or takes away what they brought, undoes it: that
    is nothing new. What they had brought first is remembered, should the text come back.
    """

    def __init__(self, saves: Iterable[Save]) -> None:
        self._brought_value: dict[str, list[_Event]] = defaultdict(list)
        self._brought_place: dict[str, list[_Event]] = defaultdict(list)
        self._removed_value: dict[str, list[_Event]] = defaultdict(list)
        self._removed_place: dict[str, list[_Event]] = defaultdict(list)
        self._since: list[Save] = []
        self._can_undo: dict[tuple[bool, Hashable, str], list[_Event]] = defaultdict(list)
        for save in saves:
            if save.is_since:
                if not self._since:
                    # What an approval let through is settled: to reverse that is a new change.
                    self._can_undo.clear()
                self._since.append(save)
            self._add(save)

    def _add(self, save: Save) -> None:
        removed = {key.value for change in save.changes for key in change.removed}
        added = {key.value for change in save.changes for key in change.added}
        for change in save.changes:
            for key in change.removed:
                event = _Event(save, key, key.value in added, change.added)
                self._note(event, False, self._removed_value, self._removed_place)
            for key in change.added:
                event = _Event(save, key, key.value in removed, change.removed)
                self._note(event, True, self._brought_value, self._brought_place)

    def _note(self, event: _Event, is_brought: bool, by_value: Any, by_place: Any) -> None:
        if event.key.is_part and event.is_move:
            return
        who, place = event.save.who, event.key.place or event.key.value
        others = self._can_undo[not is_brought, who, place]
        earlier = [each for each in others if each.save is not event.save]
        if earlier:
            earlier[-1].is_undone = True
            others.remove(earlier[-1])
            return
        self._can_undo[is_brought, who, place].append(event)
        by_value[event.key.value].append(event)
        if not event.key.is_part:
            by_place[place].append(event)

    def authors(self, difference: Sequence[Change], approved: Iterable[TextKey]) -> Iterator[Any]:
        """The contributions behind ``difference``; None among them for an unknown author.

        ``difference`` leads from the ``approved`` entries to those of today. Where it is empty, the
        two differ in white space alone. What nobody known has written may be by everybody who
        wrote since the approval.
        """
        for _change, events in self._traced(difference, approved):
            if not events:
                yield None
            if not _is_known(events):
                yield from (save.contribution for save in self._since)
            yield from (event.save.contribution for event in events)

    def by_nobody(self, difference: Sequence[Change], approved: Iterable[TextKey]) -> list[Change]:
        """Those changes of ``difference`` for which ``authors`` names nobody who is known."""
        if any(save.who for save in self._since):
            return []
        traced = self._traced(difference, approved)
        # A change may be found once for each of its entries.
        found = {id(change): change for change, events in traced if not _is_known(events)}
        return list(found.values())

    def _traced(
        self, difference: Sequence[Change], approved: Iterable[TextKey]
    ) -> Iterator[tuple[Change, list[_Event]]]:
        """Each change with what is behind one of its entries."""
        if not difference:
            yield Change([], []), []
        approved = list(approved)
        values, places = {key.value for key in approved}, {key.place for key in approved}
        moved = {key.value for change in difference for key in change.added}
        known: set[TextKey] = set()
        waiting = [(change, key) for change in difference for key in change.added]
        for change in difference:
            for key in change.removed:
                if key.value not in moved and not key.is_part:
                    yield change, self._removers(key, is_replaced=bool(change.added))
        while waiting:
            change, key = waiting.pop()
            if key in known:
                continue
            known.add(key)
            if key.is_part:
                # Only more authors: the text that it is a part of has its own.
                events = [] if key.value in values else self._writers_of_part(key)
                if events:
                    yield change, events
                continue
            events = self._movers(key) if key.value in values else self._writers(key)
            yield change, events
            for event in events:
                earlier = (each for each in event.counterpart if each.place not in places)
                waiting += [(change, each) for each in earlier]

    def _writers(self, key: TextKey) -> list[_Event]:
        """Events that brought a text that the approved version does not have, whenever."""
        by_value = [e for e in self._brought_value[key.value] if not (e.is_move and e.is_undone)]
        return [*by_value, *self._brought_place[key.place]]

    def _writers_of_part(self, key: TextKey) -> list[_Event]:
        """Events of people that brought a sentence or a link, whenever."""
        return [event for event in self._brought_value[key.value] if event.save.who]

    def _movers(self, key: TextKey) -> list[_Event]:
        """Events that put a text of the approved version where it is now."""
        by_value = self._brought_value[key.value]
        since = [event for event in by_value if event.save.is_since and not event.is_undone]
        return [*self._brought_place[key.place], *since]

    def _removers(self, key: TextKey, *, is_replaced: bool) -> list[_Event]:
        """Events that took a text of the approved version away.

        A gap can come back as a text can: who first left one there is remembered.
        """
        events = [*self._removed_place[key.place], *self._removed_value[key.value]]
        return [
            event
            for event in events
            if (event.save.is_since and not event.is_undone and not event.is_move)
            or (not is_replaced and not event.counterpart and event.key.place == key.place)
        ]


def _is_known(events: Iterable[_Event]) -> bool:
    """Whether a person is behind any of ``events``, and not only scripts that saved for nobody."""
    return any(event.save.who for event in events)
