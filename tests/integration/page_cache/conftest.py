"""Two workers, each with a page cache of its own, on one database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    name: {"BACKEND": LOCMEM, "LOCATION": f"pages of {name}"}
    for name in ("default", "first", "second")
}


class Worker:
    """A process that answers readers: what it keeps, no other sees."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._client = Client()

    def get(self, url: str, **kwargs: Any) -> Any:
        return self._with_cache(lambda: self._client.get(url, **kwargs))

    def head(self, url: str) -> Any:
        return self._with_cache(lambda: self._client.head(url))

    def keeps(self, url: str, **kwargs: Any) -> bool:
        """Whether a second request for ``url`` is answered from the cache."""
        self.get(url, **kwargs)
        with CaptureQueriesContext(connection) as captured:
            self.get(url, **kwargs)
        return [query["sql"].partition(" FROM ")[0] for query in captured] == ["SELECT stamp"]

    def _with_cache(self, request: Callable[[], Any]) -> Any:
        with override_settings(HEADHEALTH_PAGE_CACHE_ALIAS=self._alias):
            return request()


@pytest.fixture
def workers(db: Any) -> Iterator[list[Worker]]:
    with override_settings(HEADHEALTH_PAGE_CACHE=True, CACHES=CACHES):
        yield [Worker("first"), Worker("second")]
        for alias in CACHES:
            caches[alias].clear()


@pytest.fixture
def worker(workers: list[Worker]) -> Worker:
    return workers[0]
