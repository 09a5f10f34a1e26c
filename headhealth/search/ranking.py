"""Ranks pages inside the full-text index, in one statement, before any page is loaded.

modelsearch scores on SQLite by a sub-query for each hit, which is quadratic: a word on each of
10,000 pages takes half a minute. The index itself answers in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connections, router
from django.db.models import QuerySet
from modelsearch.conf import get_app_config

from headhealth.search.dialects import dialect_of


@dataclass(frozen=True)
class Attempt:
    """Words to look for. A later attempt counts only where no earlier one found a page."""

    words: Sequence[Sequence[str]]
    """For each word the forms that the index may hold it in."""
    any_word: bool = False
    """Whether one of the words is enough."""


@dataclass
class Ranking:
    """What the index found."""

    attempt: int = 0
    """The index of the attempt that found it."""
    page_ids: list[int] = field(default_factory=list)
    """The best first, those of the part that was asked for."""
    counts: dict[int, int] = field(default_factory=dict)
    """By key of the content type: how many pages of it were found in all."""


def rank(
    attempts: Sequence[Attempt],
    *,
    pages: QuerySet[Any],
    models: Sequence[Any],
    first_ids: Sequence[int] = (),
    model: Any = None,
    start: int = 0,
    length: int = 10,
) -> Ranking:
    """The pages that hold the words of the first attempt that finds any.

    ``pages`` limits what may be found. ``models`` are the page types searched, ``model`` the one
    wanted where a reader chose one: the counts still tell of all. ``first_ids`` come first if they
    are found at all.
    """
    entry_model = get_app_config().get_model("IndexEntry")
    connection = connections[router.db_for_read(entry_model)]
    dialect = dialect_of(connection)
    type_ids = {m: ContentType.objects.get_for_model(m).pk for m in models}
    visible_sql, visible_params = (
        pages.values("pk").query.get_compiler(connection=connection).as_sql()
    )
    parts, params = [], []
    for number, attempt in enumerate(attempts):
        guard = "".join(f" AND NOT EXISTS (SELECT 1 FROM hits_{n})" for n in range(number))
        match_sql, match_params = dialect.matches(attempt.words, any_word=attempt.any_word)
        parts.append(
            f"hits_{number} AS MATERIALIZED ("
            f"SELECT {number} AS attempt, page_id, type_id, score FROM ({match_sql}) AS matches"
            f" WHERE type_id IN ({_marks(type_ids)}) AND page_id IN ({visible_sql}){guard})"
        )
        params += [*match_params, *type_ids.values(), *visible_params]
    names = [f"hits_{number}" for number in range(len(attempts))]
    all_hits = " UNION ALL ".join(f"SELECT * FROM {name}" for name in names)
    wanted = [type_ids[model]] if model else list(type_ids.values())
    order = "score DESC, page_id"
    if first_ids:
        order = f"CASE WHEN page_id IN ({_marks(first_ids)}) THEN 0 ELSE 1 END, {order}"
    sql = (
        f"WITH {', '.join(parts)}, hits AS MATERIALIZED ({all_hits})"
        " SELECT attempt, NULL AS page_id, type_id, COUNT(*) AS pages FROM hits"
        " GROUP BY attempt, type_id"
        " UNION ALL SELECT * FROM (SELECT attempt, page_id, type_id, 1 FROM hits"
        f" WHERE type_id IN ({_marks(wanted)})"
        f" ORDER BY {order} LIMIT %s OFFSET %s) AS best"
    )
    params += [*wanted, *first_ids, length, start]
    ranking = Ranking()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for attempt_number, page_id, type_id, count in cursor:
            ranking.attempt = attempt_number
            if page_id is None:
                ranking.counts[type_id] = count
            else:
                ranking.page_ids.append(page_id)
    return ranking


def _marks(values: Any) -> str:
    return ", ".join(["%s"] * len(values))
