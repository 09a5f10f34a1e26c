"""What readers ask for: requests to the WSGI application, as a server makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as page_store
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import override_settings

from headhealth.page_cache.write_watch import WriteWatch
from tests.bench.addresses import BARE, FULL, NAIVE
from tests.bench.measuring import Action
from tests.bench.wsgi_call import Answer, ask

BESIDE_MANY = "/all-conditions/"
"""The list that ``many_pages`` fills."""


def rendered(address: str) -> Action:
    """A page that the cache has forgotten, in a worker that remembers everything else."""
    server = _server(page_cache=True)
    return Action(run=lambda: ask(server, address).body, before=_forget_pages)


def kept(address: str) -> Action:
    server = _server(page_cache=True)
    return Action(run=lambda: ask(server, address).body)


def not_modified(address: str) -> Action:
    server = _server(page_cache=True)
    etag = dict(ask(server, address).headers)["ETag"]

    def revalidate() -> bytes:
        answer = ask(server, address, HTTP_IF_NONE_MATCH=etag)
        assert answer.status == 304
        return answer.body

    return Action(revalidate)


def without_cache(address: str) -> Action:
    server = _server(page_cache=False)
    return Action(lambda: ask(server, address).body)


def stock(address: str) -> Action:
    """Nothing of the app between the server and Wagtail."""
    server = _stock_server()

    def read() -> bytes:
        with _unwatched():
            return ask(server, address).body

    return Action(read)


READING: dict[str, Callable[[], Action]] = {
    "plain": lambda: stock("/plain/"),
    "bare": lambda: stock(BARE),
    "naive": lambda: stock(NAIVE),
    "full": lambda: rendered(FULL),
    "kept": lambda: kept(FULL),
    "not modified": lambda: not_modified(FULL),
    "cache off": lambda: without_cache(FULL),
    "5 blocks": lambda: rendered("/conditions/5-blocks/"),
    "300 blocks": lambda: rendered("/conditions/300-blocks/"),
    "30 links": lambda: rendered("/conditions/30-links/"),
    "A to Z": lambda: rendered(BESIDE_MANY),
    "one letter": lambda: rendered(f"{BESIDE_MANY}?letter=B"),
    "symptom": lambda: rendered("/symptoms/1/symptom-0/"),
    "recently reviewed": lambda: rendered("/recently-reviewed/"),
}


def answer_to(address: str) -> Answer:
    """What an anonymous reader of the site gets."""
    return ask(_server(page_cache=True), address)


@cache
def _server(*, page_cache: bool) -> Any:
    application = get_wsgi_application()

    def serve(*arguments: Any) -> Any:
        settings.HEADHEALTH_PAGE_CACHE = page_cache
        return application(*arguments)

    return serve


@cache
def _stock_server() -> Any:
    stock_only = [path for path in settings.MIDDLEWARE if not path.startswith("headhealth.")]
    with override_settings(MIDDLEWARE=stock_only):
        return get_wsgi_application()


@contextmanager
def _unwatched() -> Iterator[None]:
    """Without what the app watches statements with."""
    wrappers = connection.execute_wrappers
    watches = [wrapper for wrapper in wrappers if isinstance(wrapper, WriteWatch)]
    for watch in watches:
        wrappers.remove(watch)
    try:
        yield
    finally:
        wrappers.extend(watches)


def _forget_pages() -> None:
    for key in list(getattr(page_store, "_cache", ())):
        if "headhealth.page." in key:
            page_store.delete(key.split(":", 2)[2])
