"""modelsearch's backend for the site's database, safe from what people type.

The stock one answers some of it with an error, also in Wagtail's own explorer and choosers: a lone
quotation mark on SQLite (wagtail#13227), a NUL on either database. In the site's settings:

    WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "headhealth.search.backends.database"}}
"""

from __future__ import annotations

from typing import Any

from modelsearch.backends import database
from modelsearch.query import And, Not, Or, Phrase, PlainText

from headhealth.rules.search_queries import clean_query


def SearchBackend(params: dict[str, Any]) -> Any:
    """The stock backend, whose compilers are given words only."""
    backend = database.SearchBackend(params)
    for name in ("query_compiler_class", "autocomplete_query_compiler_class"):
        stock = getattr(backend, name)
        setattr(backend, name, type(f"Clean{stock.__name__}", (_CleanQuery, stock), {}))
    return backend


class _CleanQuery:
    """Mixin for a query compiler: where a query has no words, nothing is found."""

    query: Any
    queryset: Any

    def search(self, *args: Any, **kwargs: Any) -> Any:
        self.query = cleaned(self.query)
        if self.query is None:
            return self.queryset.none()
        return super().search(*args, **kwargs)


def cleaned(query: Any) -> Any:
    """``query`` with words only; None where it holds none."""
    if isinstance(query, PlainText):
        words = clean_query(query.query_string)
        return PlainText(words, operator=query.operator, boost=query.boost) if words else None
    if isinstance(query, Phrase):
        words = clean_query(query.query_string)
        return Phrase(words) if words else None
    if isinstance(query, And | Or):
        parts = [part for part in map(cleaned, query.subqueries) if part is not None]
        return type(query)(parts) if parts else None
    if isinstance(query, Not):
        part = cleaned(query.subquery)
        return Not(part) if part is not None else None
    return query
