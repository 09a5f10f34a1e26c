"""The page cache of the demo site: kept pages carry what fresh ones do."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from csp.constants import NONCE, SELF
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo.models import HomePage

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ADDRESSES = ["/", "/conditions-a-to-z/", "/recently-reviewed/", "/sitemap.xml", "/robots.txt"]


@pytest.fixture(autouse=True)
def as_in_production(settings: Any, home: HomePage) -> None:
    settings.HEADHEALTH_PAGE_CACHE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def read(url: str, **headers: str) -> tuple[Any, bool]:
    """The answer to a reader who came over TLS, and whether it was kept."""
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(url, secure=True, headers=headers)
    return response, len(captured) == 1


@pytest.mark.parametrize("url", ADDRESSES)
def test_kept_page__has_the_headers_of_a_fresh_one(url: str, settings: Any) -> None:
    settings.HEADHEALTH_PAGE_CACHE = False
    fresh, _is_kept = read(url)
    settings.HEADHEALTH_PAGE_CACHE = True
    cache.clear()
    first, is_kept = read(url)
    assert not is_kept
    kept, is_kept = read(url)
    assert is_kept
    assert dict(kept.items()) == dict(first.items()) == dict(fresh.items())
    assert kept.content == fresh.content
    assert {name: kept[name] for name in SECURITY_HEADERS} == {
        **SECURITY_HEADERS,
        "Content-Security-Policy": fresh["Content-Security-Policy"],
    }
    assert SECURITY_HEADERS["Content-Security-Policy"] in kept["Content-Security-Policy"]


@pytest.mark.parametrize("url", ADDRESSES)
def test_page_that_has_not_changed__is_confirmed_with_the_security_headers(url: str) -> None:
    read(url)
    kept, is_kept = read(url)
    answer, is_from_cache = read(url, **{"if-none-match": kept["ETag"]})
    assert is_kept and is_from_cache
    assert answer.status_code == 304
    assert {name: answer[name] for name in SECURITY_HEADERS} == {
        name: kept[name] for name in SECURITY_HEADERS
    }


@pytest.mark.parametrize("setting", ["", "_REPORT_ONLY"], ids=["enforced", "reported"])
def test_page_with_a_nonce__is_rendered_for_each_reader(
    setting: str, settings: Any, tmp_path: Path
) -> None:
    """Kept, its nonce could be known before; confirmed by a 304, it would not fit its policy."""
    template = tmp_path / "demo" / "home_page.html"
    template.parent.mkdir()
    template.write_text('<script nonce="{{ request.csp_nonce }}"></script>')
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"] = [tmp_path]
    policy = {"DIRECTIVES": {"script-src": [SELF, NONCE]}}
    setattr(settings, f"CONTENT_SECURITY_POLICY{setting}", policy)
    header = "Content-Security-Policy" + ("-Report-Only" if setting else "")

    answers = [read("/") for _ in range(3)]

    nonces = [
        re.search(r'nonce="([^"]+)"', response.content.decode())[1]  # type: ignore[index]
        for response, _is_kept in answers
    ]
    assert len(set(nonces)) == 3
    for nonce, (response, is_kept) in zip(nonces, answers, strict=True):
        assert not is_kept
        assert f"'nonce-{nonce}'" in response[header]
        assert "ETag" not in response
