"""Answers a search: what was found, why, and what somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst

from headhealth.rules.search_queries import query_words
from headhealth.search.catalogue import Catalogue
from headhealth.search.presentation import Result, present
from headhealth.search.ranking import Attempt, Ranking, rank
from headhealth.search.scope import SearchScope, searched_models
from headhealth.search.wording import corrected, indexed_forms

RESULTS_PER_PAGE = 10


class Answer(Enum):
    """To which question the results are the answer."""

    AS_TYPED = "as_typed"
    CORRECTED = "corrected"
    SOME_WORDS = "some_words"


@dataclass(frozen=True)
class TypeCount:
    """How many pages of one type were found."""

    slug: str
    label: str
    count: int


@dataclass
class Results:
    """One page of results."""

    answer: Answer = Answer.AS_TYPED
    corrected_query: str = ""
    results: list[Result] = field(default_factory=list)
    types: list[TypeCount] = field(default_factory=list)
    total: int = 0
    """Of the type that was chosen, or of all."""
    number: int = 1
    chosen_type: str = ""
    """A ``TypeCount.slug``, or "" for all."""

    @property
    def total_of_all_types(self) -> int:
        return sum(each.count for each in self.types)

    @property
    def page_count(self) -> int:
        return -(-self.total // RESULTS_PER_PAGE)

    @property
    def first(self) -> int:
        """The place of the first one that is shown, from 1."""
        return (self.number - 1) * RESULTS_PER_PAGE + 1

    @property
    def previous(self) -> int | None:
        return self.number - 1 if 1 < self.number <= self.page_count else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.page_count else None


def find_results(
    query: str,
    *,
    request: Any,
    scope: SearchScope,
    catalogue: Catalogue,
    page_type: str = "",
    number: int = 1,
    as_typed: bool = False,
) -> Results:
    """Page ``number`` of the results for ``query``.

    ``page_type`` is a ``TypeCount.slug``; one that is unknown means all. ``as_typed`` says that
    the words are not to be corrected.
    """
    words = query_words(query)
    if not words:
        return Results()
    meant = words if as_typed else corrected(words, catalogue)
    questions: dict[Answer, Attempt] = {Answer.AS_TYPED: Attempt(indexed_forms(words, catalogue))}
    if meant != words:
        questions[Answer.CORRECTED] = Attempt(indexed_forms(meant, catalogue))
    if len(meant) > 1:
        questions[Answer.SOME_WORDS] = Attempt(indexed_forms(meant, catalogue), any_word=True)
    models = searched_models()
    chosen = next((m for m in models if m._meta.model_name == page_type), None)
    page_model = swapper.load_model("wagtailcore", "Page")
    ranking = rank(
        list(questions.values()),
        pages=scope.live_pages(page_model, private_paths=catalogue.private_paths),
        models=models,
        first_ids=_named(catalogue, query, " ".join(meant)) or _named(catalogue, *meant),
        model=chosen,
        start=(number - 1) * RESULTS_PER_PAGE,
        length=RESULTS_PER_PAGE,
    )
    answer, attempt = list(questions.items())[ranking.attempt]
    types = _type_counts(models, ranking)
    return Results(
        answer=answer,
        corrected_query=" ".join(meant) if answer is not Answer.AS_TYPED else "",
        results=present(
            ranking.page_ids,
            words=attempt.words,
            symptom_names=catalogue.symptom_names,
            request=request,
        ),
        types=types,
        total=sum(each.count for each in types if not chosen or each.slug == page_type),
        number=number,
        chosen_type=page_type if chosen else "",
    )


def _named(catalogue: Catalogue, *names: str) -> list[int]:
    return list(dict.fromkeys(pk for name in names for pk in catalogue.called(name)))


def _type_counts(models: Iterable[Any], ranking: Ranking) -> list[TypeCount]:
    counts = (
        (model, ranking.counts.get(ContentType.objects.get_for_model(model).pk, 0))
        for model in models
    )
    return [
        TypeCount(model._meta.model_name, capfirst(str(model._meta.verbose_name_plural)), count)
        for model, count in counts
        if count
    ]
