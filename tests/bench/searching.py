"""What readers search for, and what the full-text index answers by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from headhealth.search.dialects import dialect_of
from tests.bench.many_pages import WORD_ON_EVERY_PAGE
from tests.bench.measuring import Action


def index_alone() -> Action:
    """The ten best rows for the common word, nothing else asked."""
    sql, params = dialect_of(connection).matches([[WORD_ON_EVERY_PAGE]], any_word=False)

    def ask() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({sql}) AS m ORDER BY score DESC LIMIT 10", params)
            return repr(cursor.fetchall()).encode()

    return Action(ask)


def asked(address: str, words: str) -> Action:
    client: Any = Client()

    def ask() -> bytes:
        response = client.get(address, {"q": words})
        assert response.status_code == 200
        return response.content

    return Action(ask)


SEARCHING: dict[str, Callable[[], Action]] = {
    "index alone": index_alone,
    "common word": lambda: asked("/search/", WORD_ON_EVERY_PAGE),
    "two common words": lambda: asked("/search/", f"{WORD_ON_EVERY_PAGE} heading"),
    "misspelt": lambda: asked("/search/", WORD_ON_EVERY_PAGE.replace("d", "dd") + " alanel"),
    "nothing found": lambda: asked("/search/", "zzyzx"),
    "two letters": lambda: asked("/search/suggestions/", "al"),
    "one name": lambda: asked("/search/suggestions/", "alan"),
}
