"""The answer at the address of a withdrawn page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from wagtail.models import Site

from headhealth.pages.public_pages import public_pages
from headhealth.withdrawal.withdrawal import Withdrawal


class WithdrawalMiddleware:
    """Answers 410 with the reason where nothing else answers.

    Listed before Wagtail's ``RedirectMiddleware``, so that a redirect wins. A page at the address
    wins in any case.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        return withdrawn_response(request) or response


def withdrawn_response(request: HttpRequest) -> HttpResponseBase | None:
    """The page that says why, if the address of ``request`` was withdrawn."""
    site = Site.find_for_request(request)
    # PostgreSQL refuses to compare with the character.
    if site is None or "\0" in request.path:
        return None
    withdrawal = (
        Withdrawal.objects.select_related("page").filter(site=site, path=request.path).first()
    )
    if withdrawal is None or _is_private(withdrawal.page):
        return None
    replacement = None
    if withdrawal.replacement_id:
        replacement = public_pages(site).filter(pk=withdrawal.replacement_id).first()
    context = {"withdrawal": withdrawal, "replacement": replacement, "noindex": True}
    response = render(request, "headhealth/withdrawal/withdrawn.html", context, status=410)
    # Unasked, browsers keep a 410 for good, and the page may come back.
    patch_cache_control(response, no_cache=True)
    return response


def _is_private(page: Any) -> bool:
    """Whether the page was hidden after it was withdrawn: then nothing is told of it."""
    return page is not None and page.get_view_restrictions().exists()
