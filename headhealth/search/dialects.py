"""How each database's full-text index is asked for words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config

NAME_WEIGHT = 8.0
"""How much a word in a name counts beside one in the text."""

_RANKED_BODIES = 1000

Forms = Sequence[Sequence[str]]
"""For each word its forms: letters, marks and digits only, so none is syntax to an index."""


class Dialect(Protocol):
    def matches(self, forms: Forms, *, any_word: bool) -> tuple[str, list[Any]]:
        """SQL for the rows ``page_id``, ``type_id`` and ``score``, and its parameters."""
        ...


class SQLite:
    """FTS5. bm25 takes a weight for each column: autocomplete (all names), body, title."""

    def matches(self, forms: Forms, *, any_word: bool) -> tuple[str, list[Any]]:
        entry = get_app_config().get_model("IndexEntry")._meta.db_table
        table = get_app_config().get_model("SQLiteFTSIndexEntry")._meta.db_table
        words = ("(" + " OR ".join(f'"{form}"' for form in each) + ")" for each in forms)
        query = (" OR " if any_word else " AND ").join(words)
        sql = (
            "SELECT CAST(e.object_id AS INTEGER) AS page_id, e.content_type_id AS type_id,"
            f" -bm25({table}, {NAME_WEIGHT}, 1.0, {NAME_WEIGHT}) AS score"
            f" FROM {table} JOIN {entry} e ON e.id = {table}.rowid WHERE {table} MATCH %s"
        )
        return sql, [f"{{autocomplete body title}} : ({query})"]


class PostgreSQL:
    """Text search vectors: ``autocomplete`` holds all names and is short, ``body`` is long.

    Reading a body costs more than finding it, so that only the first thousand matches are ranked
    by theirs; names decide which those are.
    """

    def matches(self, forms: Forms, *, any_word: bool) -> tuple[str, list[Any]]:
        entry = get_app_config().get_model("IndexEntry")._meta.db_table
        words = ["(" + " | ".join(f"'{form}'" for form in each) + ")" for each in forms]
        any_query = " | ".join(words)
        query = any_query if any_word else " & ".join(words)
        language = get_search_backend().config
        ask = "to_tsquery(%s::regconfig, %s)" if language else "to_tsquery(%s)"
        prefix = [language] if language else []
        # In a sub-query, so that the planner does not know how many rows there will be: for a
        # common word it would read and unpack every body instead of the index.
        sql = (
            f"SELECT page_id, type_id, {NAME_WEIGHT} * in_names"
            f" + CASE WHEN place <= {_RANKED_BODIES} THEN"
            f" (SELECT ts_rank(b.body, {ask}, 1) FROM {entry} b WHERE b.id = m.id)"
            " ELSE 0 END AS score"
            " FROM (SELECT id, page_id, type_id, in_names,"
            " ROW_NUMBER() OVER (ORDER BY in_names DESC, id DESC) AS place"
            " FROM (SELECT e.id, e.object_id::bigint AS page_id, e.content_type_id AS type_id,"
            " ts_rank(e.autocomplete, to_tsquery('simple', %s)) AS in_names"
            f" FROM {entry} e WHERE (e.title || e.body) @@ (SELECT {ask})) AS found) AS m"
        )
        return sql, [*prefix, any_query, any_query, *prefix, query]


_DIALECTS: dict[str, Dialect] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def dialect_of(connection: Any) -> Dialect:
    try:
        return _DIALECTS[connection.vendor]
    except KeyError:
        raise ImproperlyConfigured(
            f"headhealth searches SQLite and PostgreSQL databases, not {connection.vendor}."
        ) from None
