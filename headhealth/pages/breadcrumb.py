"""The way from the site's root to a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Site


def breadcrumb(page: Any, request: HttpRequest | None) -> list[Any]:
    """The public ancestors of ``page`` on the site of ``request``, the site's root first.

    One query; none directly under the root, or for a page that ``PageRoutingMiddleware`` found. Of
    the base page model, with what titles and addresses need. Empty where there is no site to tell
    the root from, and for a page that has no place in the tree yet. An ancestor is never more
    private than the page: restrictions hold for all that stands below.
    """
    site = Site.find_for_request(request)
    if site is None or not page.path:
        return []
    lineage = getattr(page, "routed_lineage", None)
    if lineage is not None:
        return [ancestor for ancestor in lineage[:-1] if ancestor.live]
    root = site.root_page
    ends = range(root.depth * page.steplen, len(page.path), page.steplen)
    paths = [page.path[:end] for end in ends]
    if paths == [root.path]:
        return [root] if root.live else []
    if not paths:
        return []
    ancestors = type(root)._default_manager.filter(path__in=paths, live=True)
    return list(ancestors.only("title", "url_path", "path").order_by("path"))
