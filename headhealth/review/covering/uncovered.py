"""Goes through live content and lets each piece be decided on that nothing covers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.db import models, transaction
from wagtail.models import AbstractPage

from headhealth.review.audit.audit_run import ledger_size, ledger_steps
from headhealth.review.audit.chunks import chunks
from headhealth.review.audit.coverage import Content, Shortfall, judge
from headhealth.review.audit.finding import Subject
from headhealth.review.audit.live_objects import live_contents, live_rows
from headhealth.review.object_lock import for_update
from headhealth.review.review_ledger import hold_ledger
from headhealth.review.reviewed_object import reviewed_models

Choice = Mapping[type[models.Model], Collection[Any] | None]
"""Models with the keys of the objects that are meant; None stands for all of them."""


@dataclass(frozen=True)
class Place:
    """Rows that hold content of ``model``; ``contents`` reads it, one for each row."""

    model: type[models.Model]
    rows: models.QuerySet
    contents: Callable[[list[Any]], list[Content]]


class Case(NamedTuple):
    """One piece of content that nothing covered, and what is to be said of it."""

    subject: Subject
    is_covered: bool
    """Whether it is now, or would be."""
    text: str
    changes: list[str] = []
    """What differs from what was covered before, a line for each."""


class CoverStep(NamedTuple):
    rows: int
    cases: list[Case]


Decide = Callable[[Shortfall, Any], Case]
"""Takes what is short and the row that holds it; writes the record, if there is to be one."""


def chosen_models(choice: Choice | None) -> Iterator[tuple[type[models.Model], Any]]:
    """Every reviewed model of ``choice``, with the keys that are meant."""
    for model in reviewed_models():
        if choice is None or model in choice:
            yield model, choice[model] if choice else None


def live_place(model: type[models.Model], keys: Collection[Any] | None = None) -> Place:
    """Live rows, without the aliases: those are covered by the page that they show."""
    rows = live_rows(model)
    if issubclass(model, AbstractPage):
        rows = rows.filter(alias_of=None)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    return Place(model, rows, partial(live_contents, model))


def cover(places: Iterable[Place], decide: Decide, *, is_dry_run: bool) -> Iterator[CoverStep]:
    """Have ``decide`` decide on each piece of content, in a transaction of its own.

    The row is held meanwhile, and has been looked at anew: what is decided on is what readers see
    then. Records that the ledger does not vouch for cover nothing.
    """
    distrusted: set[tuple[str, int]] = set()
    for step in ledger_steps(distrusted):
        yield CoverStep(step.rows, [])
    for place in places:
        for rows in chunks(place.rows):
            contents = place.contents(rows)
            judgement = judge(place.model, contents, distrusted)
            short = {id(shortfall.content) for shortfall in judgement.shortfalls}
            cases = (
                _decide(place, row.pk, distrusted, decide, is_dry_run)
                for row, content in zip(rows, contents, strict=True)
                if id(content) in short
            )
            yield CoverStep(len(rows), [case for case in cases if case is not None])


def cover_size(places: Iterable[Place]) -> int:
    """How many rows ``cover`` is going to check."""
    return ledger_size() + sum(place.rows.count() for place in places)


@transaction.atomic
def _decide(
    place: Place, pk: Any, distrusted: set[tuple[str, int]], decide: Decide, is_dry_run: bool
) -> Case | None:
    rows = place.rows.filter(pk=pk)
    if not is_dry_run:
        # As all do who write: the rows first, then the ledger; what is decided on is read after.
        list(for_update(rows))
        hold_ledger()
    found = list(rows)
    for shortfall in judge(place.model, place.contents(found), distrusted).shortfalls:
        return decide(shortfall, found[0])
    # Somebody published or unpublished it meanwhile.
    return None
