"""What stands around a page: its site, and the way to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from headhealth.blocks.content_language import language_code_of
from headhealth.pages.canonical_url import canonical_url
from headhealth.structured_data.nodes import Node, node

_SEARCHED_FOR = "search_term_string"


def publisher(request: HttpRequest | None) -> Node | None:
    site = Site.find_for_request(request)
    return node("Organization", name=_name(site), url=f"{site.root_url}/") if site else None


def breadcrumb_list(page: Any, url: str, context: Mapping[str, Any]) -> Node | None:
    """The way that the page shows, with the page at its end; None at the root."""
    ancestors = context.get("breadcrumb") or []
    if not ancestors:
        return None
    names = [_("Home"), *(ancestor.title for ancestor in ancestors[1:])]
    request = context.get("request")
    addresses = (ancestor.get_full_url(request) for ancestor in ancestors)
    steps = list(zip(names, addresses, strict=True))
    return node("BreadcrumbList", itemListElement=list_items([*steps, (page.title, url)]))


def list_items(named: Iterable[tuple[str, str | None]]) -> list[Node]:
    """List items of the given names and absolute addresses."""
    return [
        node("ListItem", position=position, name=name, item=node("WebPage", **{"@id": url}))
        for position, (name, url) in enumerate(named, start=1)
    ]


def web_site(page: Any, context: Mapping[str, Any]) -> Node | None:
    """The site with its search, on the page at its root only."""
    site = Site.find_for_request(context.get("request"))
    if site is None or site.root_page_id != page.pk:
        return None
    url = canonical_url(page) or f"{site.root_url}/"
    return node(
        "WebSite",
        name=_name(site),
        url=url,
        inLanguage=language_code_of(page),
        potentialAction=_search(url),
    )


def _search(root: str) -> Node | None:
    try:
        address = reverse("headhealth:search")
    except NoReverseMatch:
        # The site does not include the app's addresses.
        return None
    template = f"{urljoin(root, address)}?q={{{_SEARCHED_FOR}}}"
    return node(
        "SearchAction",
        target=node("EntryPoint", urlTemplate=template),
        # https://schema.org/docs/actions.html: what the template needs.
        **{"query-input": f"required name={_SEARCHED_FOR}"},
    )


def _name(site: Site) -> str:
    return site.site_name or getattr(settings, "WAGTAIL_SITE_NAME", "") or site.hostname
