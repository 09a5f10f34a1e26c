"""Which pages a site map names, and since when each is as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import Site

from headhealth.pages.a_to_z_page import a_to_z_types
from headhealth.pages.public_pages import public_pages

ADDRESSES_PER_SITEMAP = 5_000
"""The protocol allows 50,000 and 50 MB; a tenth of that takes a worker less than a second."""

_FIELDS = ("path", "url_path", "last_published_at", "content_type")


@dataclass(frozen=True)
class SitemapEntry:
    """One address; ``modified_at`` None where nobody can say."""

    url: str
    modified_at: datetime | None


def count_sitemaps(site: Site | None) -> int:
    """How many site maps ``site`` takes, at least one."""
    return max(1, -(-_pages(site).count() // ADDRESSES_PER_SITEMAP))


def sitemap_entries(site: Site | None, number: int) -> list[SitemapEntry]:
    """The addresses of the site map ``number``, counted from 1, in the order of the tree.

    Every page that everybody may read, at its canonical address: no aliases, and no page that has
    its address on another site. Two queries beside those of ``public_pages``.
    """
    first = (number - 1) * ADDRESSES_PER_SITEMAP
    pages = list(_pages(site).only(*_FIELDS)[first : first + ADDRESSES_PER_SITEMAP])
    return list(_entries(pages, site)) if pages else []


def _pages(site: Site | None) -> QuerySet[Any]:
    return public_pages(site).filter(alias_of__isnull=True).order_by("path")


def _entries(pages: list[Any], site: Site | None) -> Iterator[SitemapEntry]:
    lists = a_to_z_types()
    newest_in = _newest_by_parent(site, pages[0].steplen)
    for page in pages:
        # Wagtail keeps the sites' roots with the object that is handed in: one look-up for all.
        parts = page.get_url_parts(pages[0])
        if site is None or parts is None or parts[0] != site.pk or parts[2] is None:
            continue
        dates = [page.last_published_at]
        if page.content_type_id in lists:
            dates.append(newest_in.get(page.path))
        yield SitemapEntry(parts[1] + parts[2], max(filter(None, dates), default=None))


def _newest_by_parent(site: Site | None, steplen: int) -> dict[str, datetime | None]:
    """By tree path: when a page directly below last changed, which changes an A to Z."""
    parent = Substr("path", 1, Length("path") - steplen)
    rows = public_pages(site).order_by().values(parent=parent)
    return dict(rows.annotate(newest=Max("last_published_at")).values_list("parent", "newest"))
