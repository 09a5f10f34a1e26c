"""Which pages a list of a site may name."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from wagtail.models import AbstractPage, Site
from wagtail.query import PageQuerySet

from headhealth.pages.public_pages import without_private


def root_for(request: HttpRequest) -> AbstractPage:
    """The root of the site that ``request`` is for, in the reader's language where it has one."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site.root_page.localized


def listed_pages(pages: PageQuerySet, *, under: AbstractPage) -> PageQuerySet:
    """Those of ``pages`` at or below ``under`` that everybody may read, the same content once.

    An alias is left out where its source stands below ``under`` as well.
    """
    tree = pages.live().descendant_of(under, inclusive=True)
    # Not a join: hardly any page is an alias, and only for those is the source looked up.
    sources = under._meta.concrete_model._default_manager.filter(pk=OuterRef("alias_of"))
    listed_already = sources.filter(live=True, path__startswith=under.path)
    return (
        without_private(tree)
        .filter(Q(alias_of=None) | ~Exists(listed_already))
        # What a link needs. The database sorts rows as wide as they are asked for.
        .only("title", "url_path", "path", "live_revision")
    )
