"""Which pages a list of a site may name."""

from __future__ import annotations

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
    return without_private(tree).exclude(alias_of__path__startswith=under.path, alias_of__live=True)
