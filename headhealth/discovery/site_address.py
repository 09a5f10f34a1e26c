"""Absolute addresses of what belongs to a site and is no page."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Site


def site_address(request: HttpRequest, name: str) -> str:
    """The address of the view ``name`` at the site's own host, as its pages have theirs.

    A default site also answers at hosts that are not its own.
    """
    site = Site.find_for_request(request)
    path = reverse(name)
    return f"{site.root_url}{path}" if site else request.build_absolute_uri(path)
