"""Finds the page that a reader asks for with its ancestors by one query, whatever its depth.

Wagtail asks twice for each level of the tree, then for the ancestors again to see which of them are
private. The outcome is the same: page types with a ``route`` of their own are left to Wagtail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import AbstractPage, Site, get_page_models
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from headhealth.page_cache.process_memory import is_remembering, remembered


class PageRoutingMiddleware:
    """Hands readers' views the site, and Wagtail's the page too."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        if request.method not in ("GET", "HEAD"):
            return
        if view is serve or is_remembering():
            host = request._get_raw_host(), request.get_port()
            site = remembered(("site", *host), lambda: Site._find_for_request(request))
            request._wagtail_site = site
        if view is serve:
            self._hand_over_page(request, args, kwargs)

    def _hand_over_page(self, request: Any, args: Any, kwargs: Any) -> None:
        path = args[0] if args else kwargs.get("path", "")
        page = _find(request._wagtail_site, [part for part in path.split("/") if part])
        if page is not None:
            request._wagtail_route_for_request = RouteResult(page)


def _find(site: Site | None, slugs: list[str]) -> Any:
    """The live page at ``slugs`` below the root of ``site``; None where only Wagtail can tell."""
    if site is None:
        return None
    # By one query; else each type is asked for when the first of its pages is met.
    remembered("types of pages", lambda: ContentType.objects.get_for_models(*get_page_models()))
    root = site.root_page.localized
    lineage = [root, *_descendants(root, slugs)]
    if len(lineage) <= len(slugs) or not all(map(_is_routed_by_slug, lineage)):
        return None
    *ancestors, base = lineage
    if not base.live:
        return None
    page = base.specific
    page.routed_lineage = lineage
    if ancestors:
        page._cached_parent_obj = ancestors[-1]
    return page


def _descendants(root: Any, slugs: list[str]) -> list[Any]:
    """The pages that ``slugs`` name, one below the other, as far as there are such."""
    if not slugs:
        return []
    pages = root.get_descendants().filter(slug__in=set(slugs), depth__lte=root.depth + len(slugs))
    by_place = {(page.path[: -page.steplen], page.slug): page for page in pages}
    found: list[Any] = []
    parent = root
    for slug in slugs:
        parent = by_place.get((parent.path, slug))
        if parent is None:
            break
        found.append(parent)
    return found


def _is_routed_by_slug(page: Any) -> bool:
    model = page.specific_class
    return model is not None and model.route is AbstractPage.route
