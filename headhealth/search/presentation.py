"""Loads the pages that were found, all in one query, and says of each why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import swapper
from django.utils.text import capfirst

from headhealth.rules.excerpts import Fragment, excerpt
from headhealth.rules.search_queries import folded
from headhealth.search.passages import Passage, SymptomNames, best_passage, word_pattern
from headhealth.search.scope import searched_models


@dataclass
class Result:
    """One page that was found."""

    page: Any
    url: str
    type_name: str
    other_name: str = ""
    """The other name that was searched for, where the title does not say it."""
    fragments: list[Fragment] = field(default_factory=list)
    heading: Any = ""
    anchor: str = ""
    """Of the section that the excerpt is from; empty where it is from above the first."""


def present(
    page_ids: Sequence[int],
    *,
    words: Sequence[Sequence[str]],
    symptom_names: SymptomNames,
    request: Any,
) -> list[Result]:
    """The pages in the order given. ``words`` are the forms of each word that was searched for."""
    patterns = [word_pattern([folded(form) for form in forms]) for forms in words]
    marked = {folded(form) for forms in words for form in forms}
    results = []
    for page in _load(page_ids):
        passage = best_passage(page, patterns, symptom_names) or Passage("")
        results.append(
            Result(
                page=page,
                url=page.get_url(request) or "",
                type_name=capfirst(str(page._meta.verbose_name)),
                other_name=_matching_other_name(page, patterns),
                fragments=excerpt(passage.text or page.summary, marked),
                heading=passage.heading,
                anchor=passage.anchor,
            )
        )
    return results


def _load(page_ids: Sequence[int]) -> list[Any]:
    """The pages with the fields of their own types, by joins: one query whatever their types."""
    if not page_ids:
        return []
    base = swapper.load_model("wagtailcore", "Page")
    relations = {model: _relation(model, base) for model in searched_models()}
    rows = base._default_manager.live().filter(pk__in=page_ids)
    rows = rows.select_related("locale", *relations.values())
    found = {}
    for row in rows:
        page = row
        for step in relations[row.specific_class].split("__"):
            page = getattr(page, step)
        found[row.pk] = page
    return [found[pk] for pk in page_ids if pk in found]


def _relation(model: Any, base: Any) -> str:
    """How a row of ``base`` leads to the row of ``model`` that belongs to it."""
    steps: list[str] = []
    while model is not base:
        link = model._meta.get_ancestor_link(base)
        steps.insert(0, link.remote_field.get_accessor_name())
        model = link.remote_field.model
    return "__".join(steps)


def _matching_other_name(page: Any, patterns: Sequence[Any]) -> str:
    """The other name with the most of the words, if more are in it than in the title."""

    def found(name: str) -> int:
        return sum(1 for pattern in patterns if pattern.search(folded(name)))

    names = [page.title, *page.other_names]
    best = max(names, key=found)
    return best if best != page.title else ""
