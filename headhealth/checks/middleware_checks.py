"""Whether the app's middleware is there, and where it can do its work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks

from headhealth.conf import app_settings

PAGE_CACHE = "headhealth.page_cache.middleware.PageCacheMiddleware"
WITHDRAWAL = "headhealth.withdrawal.withdrawn_response.WithdrawalMiddleware"
REDIRECTS = "wagtail.contrib.redirects.middleware.RedirectMiddleware"
PAGE_ROUTING = "headhealth.pages.page_routing.PageRoutingMiddleware"


def check_middleware(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W002 to W004: middleware that is missing or in the wrong place."""
    return list(_warnings(list(settings.MIDDLEWARE)))


def _warnings(names: list[str]) -> Iterator[checks.CheckMessage]:
    if WITHDRAWAL not in names or REDIRECTS in names[: names.index(WITHDRAWAL)]:
        yield checks.Warning(
            "The middleware for withdrawn pages is missing, or stands after the redirects: readers "
            "are not told why a page was withdrawn, or are not led on.",
            hint=f"Add '{WITHDRAWAL}' to MIDDLEWARE, before '{REDIRECTS}'.",
            id="headhealth.W002",
        )
    if app_settings.PAGE_CACHE and names[:1] != [PAGE_CACHE]:
        yield checks.Warning(
            "HEADHEALTH_PAGE_CACHE is on, and its middleware is missing or not the first: nothing "
            "is kept, or headers that are set before it for each request, such as a policy with a "
            "nonce, do not fit the page that was kept.",
            hint=f"Write '{PAGE_CACHE}' as the first entry of MIDDLEWARE, or turn the cache off.",
            id="headhealth.W003",
        )
    # It has no place to be wrong in: its hook runs when those of all requests have run.
    if PAGE_ROUTING not in names:
        yield checks.Warning(
            "The middleware that finds pages is missing: each page costs two more queries for each "
            "level of the tree.",
            hint=f"Add '{PAGE_ROUTING}' at the end of MIDDLEWARE.",
            id="headhealth.W004",
        )
