"""The floor: a Django view that returns the bytes of the full page, read once."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.bench.content import FULL


def plain_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_full_page())


@cache
def _full_page() -> bytes:
    return Client().get(FULL).content
