"""The floor: a Django view that returns the bytes of the full page, read once."""

from __future__ import annotations

from functools import cache

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse

from tests.bench.addresses import FULL
from tests.bench.wsgi_call import ask


def plain_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_full_page())


@cache
def _full_page() -> bytes:
    return ask(get_wsgi_application(), FULL).body
