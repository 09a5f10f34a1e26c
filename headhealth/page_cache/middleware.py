"""The outermost middleware: answers anonymous readers before anything else is asked."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language_from_path, get_language_from_request
from wagtail.models import Site

from headhealth.conf import app_settings
from headhealth.page_cache.cacheable import accepted_parameters
from headhealth.page_cache.content_generation import current_generation
from headhealth.page_cache.kept_page import MAX_BYTES, KeptPage
from headhealth.page_cache.process_memory import ProcessMemory
from headhealth.page_cache.release import release_fingerprint, templates_are_loaded_once
from headhealth.site_calendar import site_day

logger = logging.getLogger("headhealth.page_cache")

LIFETIME = 24 * 60 * 60
"""Seconds. A page is out of date at midnight at the latest."""
LONGEST_QUERY = 100
"""Characters of a query string. Longer ones are nobody's page number or letter."""

_LOCALE_MIDDLEWARE = "django.middleware.locale.LocaleMiddleware"
_PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_X_REQUESTED_WITH", "REMOTE_USER")
"""What a request carries that somebody or some script in particular sends."""
_NOT_TO_BE_KEPT = ("private", "no-store")
_POLICIES = ("Content-Security-Policy", "Content-Security-Policy-Report-Only")


class PageCacheMiddleware:
    """Keeps public pages, and lets browsers revalidate those it may not keep.

    First in ``MIDDLEWARE``: what it keeps has the headers that the others set.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self._files = tuple({settings.STATIC_URL, settings.MEDIA_URL} - {None, "", "/"})
        # Templates and code that are being worked on change without a release.
        self._can_keep = not settings.DEBUG and templates_are_loaded_once()
        self._personal_cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")
        self._speaks_many_languages = _LOCALE_MIDDLEWARE in settings.MIDDLEWARE
        self._may_vary_by = {"accept-encoding"}
        if self._speaks_many_languages:
            self._may_vary_by.add("accept-language")
        # Now, when the code is loaded: what lies in its files at the first request may be newer.
        self._release = release_fingerprint() if self._can_keep else ""
        self._generation = ""
        self._memory = ProcessMemory()

    def __call__(self, request: HttpRequest) -> Any:
        if request.method not in ("GET", "HEAD") or getattr(request, "is_dummy", False):
            # Not a reader; or the editor's preview, which Wagtail renders at the page's address.
            return self.get_response(request)
        key = self._key(request)
        # Before the page is rendered: what is written meanwhile makes it out of date.
        generation = self._current_generation() if key else ""
        # Whether a review is overdue changes at midnight.
        validity = f"{generation} {site_day()}" if generation else ""
        if validity:
            kept = _load(key)
            if kept is not None and kept.validity == validity:
                return kept.response_to(request.META)
        with self._memory.of(generation):
            response = self.get_response(request)
        if not self._is_for_everybody(response):
            return response
        if request.method == "HEAD" or not _reads_all(request, response) or _is_by_user(request):
            validity = ""
        page = KeptPage.of(response, validity)
        if validity:
            _store(key, page)
        answer = page.response_to(request.META)
        if answer.status_code == 304:
            return answer
        response.content = answer.content
        response.headers = answer.headers
        return response

    def _key(self, request: HttpRequest) -> str:
        """Where the page is kept; empty for a request whose answer is not."""
        meta = request.META
        if (
            not (self._can_keep and app_settings.PAGE_CACHE)
            or any(name in meta for name in _PERSONAL)
            or any(name in meta.get("HTTP_COOKIE", "") for name in self._personal_cookies)
            or len(meta.get("QUERY_STRING", "")) > LONGEST_QUERY
            or request.path.startswith(self._files)
        ):
            return ""
        try:
            # Sites may differ by the port alone, and the host be named without it.
            place = [request.scheme, request.get_host(), str(request.get_port()), request.path]
        except DisallowedHost:
            return ""
        address = [self._release, *place]
        if meta.get("QUERY_STRING"):
            address.append(repr(sorted(request.GET.lists())))
        if self._speaks_many_languages:
            # The path's and the reader's: how the two are weighed depends on the site's addresses.
            address.append(repr(get_language_from_path(request.path_info)))
            address.append(get_language_from_request(request))
        name = hashlib.blake2b(repr(address).encode("utf-8", "backslashreplace"), digest_size=20)
        return f"headhealth.page.{name.hexdigest()}"

    def _current_generation(self) -> str:
        """Empty where the content has none: nothing may be kept then."""
        generation = current_generation() or ""
        if generation != self._generation:
            # Kept for an hour by Wagtail, in each process its own copy.
            Site.clear_site_root_paths_cache()
            self._generation = generation
        return generation

    def _is_for_everybody(self, response: HttpResponseBase) -> bool:
        if (
            accepted_parameters(response) is None
            or response.status_code != 200
            or response.streaming
            or response.cookies
        ):
            return False
        headers = response.headers
        vary = {name.strip().lower() for name in headers.get("Vary", "").split(",")} - {""}
        cache_control = headers.get("Cache-Control", "").lower()
        return (
            "Content-Encoding" not in headers
            and vary <= self._may_vary_by
            and not any(word in cache_control for word in _NOT_TO_BE_KEPT)
            and not any("'nonce-" in headers.get(policy, "") for policy in _POLICIES)
            and len(response.content) <= MAX_BYTES
        )


def _reads_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the page reads every parameter of the query, so that few pages can be made of it."""
    accepted = accepted_parameters(response)
    return accepted is not None and accepted.issuperset(request.GET)


def _is_by_user(request: HttpRequest) -> bool:
    """Whether somebody is logged in, by whatever means a site has beside Django's sessions."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _load(key: str) -> KeptPage | None:
    try:
        kept = caches[app_settings.PAGE_CACHE_ALIAS].get(key)
    except Exception:  # A cache that is down must not take the site with it.
        logger.warning("The page cache cannot be read.", exc_info=True)
        return None
    return None if kept is None else KeptPage(*kept)


def _store(key: str, page: KeptPage) -> None:
    try:
        caches[app_settings.PAGE_CACHE_ALIAS].set(key, tuple(page), LIFETIME)
    except Exception:
        logger.warning("The page cache cannot be written.", exc_info=True)
