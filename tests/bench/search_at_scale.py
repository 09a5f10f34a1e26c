"""What a search costs with thousands of pages, beside the index's own answer.

    python -m tests.bench.search_at_scale [pages]

The database is a scratch one: SQLite, or what DATABASE_URL names, in a test database of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

RUNS = 7
GOALS = "goals: a search ≤ 5 × the index's own answer, ≤ 1000 ms, ≤ 4 queries; suggestions ≤ 50 ms"


def main(pages: int = 10_000) -> None:
    """Print milliseconds, the best of several runs, and queries."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path[:0] = [path for path in ("site", ".") if path not in sys.path]
    import django
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Not the file of the tests, which may run beside it.
        database["TEST"] = {"NAME": settings.VAR_DIR / "bench.sqlite3"}
    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        _measure(pages)
    finally:
        teardown_databases(databases, verbosity=0)


def _measure(pages: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.bench.many_pages import WORD_ON_EVERY_PAGE, make_many_pages

    make_many_pages(pages)
    client = Client()

    def get(path: str, query: str) -> Callable[[], Any]:
        return lambda: client.get(path, {"q": query})

    own, _ = _best(lambda: _own_answer(WORD_ON_EVERY_PAGE))
    _say(f"{pages} pages on {connection.vendor}; {GOALS}")
    _say(f"{'':34}{'ms':>8}{'× own':>8}{'queries':>9}")
    _say(f"{'the index alone, common word':34}{own:8.1f}{1:8.1f}{1:9}")
    for label, ask in {
        "search, common word": get("/search/", WORD_ON_EVERY_PAGE),
        "search, two common words": get("/search/", f"{WORD_ON_EVERY_PAGE} heading"),
        "search, misspelt": get("/search/", WORD_ON_EVERY_PAGE.replace("d", "dd") + " alanel"),
        "search, nothing found": get("/search/", "zzyzx"),
        "suggestions, two letters": get("/search/suggestions/", "al"),
        "suggestions, one name": get("/search/suggestions/", "alan"),
    }.items():
        taken, response = _best(ask)
        assert response.status_code == 200
        with CaptureQueriesContext(connection) as captured:
            ask()
        _say(f"{label:34}{taken:8.1f}{taken / own:8.2f}{len(captured):9}")


def _own_answer(word: str) -> list[Any]:
    """The ten best rows of the full-text index, nothing else asked."""
    from django.db import connection

    from headhealth.search.dialects import dialect_of

    sql, params = dialect_of(connection).matches([[word]], any_word=False)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({sql}) AS m ORDER BY score DESC LIMIT 10", params)
        return cursor.fetchall()


def _best(action: Callable[[], Any]) -> tuple[float, Any]:
    result = action()  # The first warms caches and reads the names.
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        result = action()
        times.append(perf_counter() - start)
    return min(times) * 1000, result


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
