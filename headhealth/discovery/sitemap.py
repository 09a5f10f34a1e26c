"""Which addresses a site map names, and since when each is as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.db.models.functions import Length, Substr
from django.utils.translation import override
from wagtail.models import Site

from headhealth.blocks.content_language import language_code_of
from headhealth.pages.a_to_z_page import a_to_z_types
from headhealth.pages.listed_pages import listed_pages
from headhealth.pages.public_pages import public_pages
from headhealth.pages.public_view import address_at
from headhealth.recent_reviews import list_changed_at, recently_reviewed_path
from headhealth.snippets.symptom import Symptom
from headhealth.symptom_finder.symptom_dates import symptom_dates

ADDRESSES_PER_SITEMAP = 1_000
"""The protocol allows 50,000; so many take a worker a few tenths of a second."""

_FIELDS = ("path", "url_path", "last_published_at", "content_type")


@dataclass(frozen=True)
class SitemapEntry:
    """One address; ``modified_at`` None where nobody can say."""

    url: str
    modified_at: datetime | None


class Sitemap:
    """The addresses of ``site``: its pages, then the symptoms they show, then its lists.

    Every page that everybody may read, at its canonical address: no aliases, and no page that has
    its address on another site. The same number of queries whatever there is of each.
    """

    def __init__(self, site: Site | None) -> None:
        self._site = site
        self._public = public_pages(site)
        self._pages = self._public.filter(alias_of__isnull=True).order_by("path")
        # Counted whether a page shows them or not, which takes longer to find out than the rest.
        self._symptom_keys = Symptom.objects.filter(live=True).order_by("pk").values_list("pk")

    @cached_property
    def _page_count(self) -> int:
        return self._pages.count()

    @cached_property
    def _symptom_count(self) -> int:
        return self._symptom_keys.count() if self._page_count else 0

    def count(self) -> int:
        """How many parts it takes, at least one. What stands at its end is in the last part."""
        addresses = self._page_count + self._symptom_count
        return max(1, -(-addresses // ADDRESSES_PER_SITEMAP))

    def entries(self, number: int) -> Iterator[SitemapEntry]:
        """Those of the part ``number``, counted from 1, in the order of the tree."""
        first = (number - 1) * ADDRESSES_PER_SITEMAP
        last = first + ADDRESSES_PER_SITEMAP
        if first < self._page_count:
            yield from self._page_entries(list(self._pages.only(*_FIELDS)[first:last]))
        if last > self._page_count:
            first, last = max(0, first - self._page_count), last - self._page_count
            yield from self._entries_beside_pages(first, last)

    def _page_entries(self, pages: list[Any]) -> Iterator[SitemapEntry]:
        types = a_to_z_types()
        newest_in = self._newest_below([page for page in pages if page.content_type_id in types])
        for page in pages:
            # Wagtail keeps the sites' roots with the object that is handed in: one look-up for all.
            parts = page.get_url_parts(pages[0])
            if self._site is None or not parts or parts[0] != self._site.pk or parts[2] is None:
                continue
            dates = [page.last_published_at, newest_in.get(page.path)]
            yield SitemapEntry(parts[1] + parts[2], max(filter(None, dates), default=None))

    def _newest_below(self, lists: list[Any]) -> dict[str, datetime | None]:
        """By tree path of each A to Z: when a page in it last changed, which changes the list."""
        if not lists:
            return {}
        parent = Substr("path", 1, Length("path") - lists[0].steplen)
        rows = self._public.order_by().annotate(parent=parent)
        rows = rows.filter(parent__in=[page.path for page in lists]).values("parent")
        newest = rows.annotate(newest=Max("last_published_at"))
        return dict(newest.values_list("parent", "newest"))

    def _entries_beside_pages(self, first: int, last: int) -> Iterator[SitemapEntry]:
        """Symptoms at the roots of the site in their languages, and what was reviewed last."""
        roots = self._roots()
        keys = [key for (key,) in self._symptom_keys[first:last]]
        for symptom, modified_at in symptom_dates(keys, among=self._public):
            language = language_code_of(symptom)
            with override(language):
                path = symptom.address
            if path and language in roots:
                yield SitemapEntry(address_at(roots[language], path), modified_at)
        if last >= self._symptom_count:
            for language, root in roots.items():
                pages = listed_pages(self._public, under=root)
                if modified_at := list_changed_at(pages):
                    url = address_at(root, recently_reviewed_path(language))
                    yield SitemapEntry(url, modified_at)

    def _roots(self) -> dict[str, Any]:
        """By language: the site's public root, where that has its address on this site."""
        if self._site is None:
            return {}
        paths = [root.root_path for root in Site.get_site_root_paths() if root[0] == self._site.pk]
        roots = self._public.filter(url_path__in=paths).select_related("locale")
        return {
            language_code_of(root): root
            for root in roots
            if (parts := root.get_url_parts()) and parts[0] == self._site.pk
        }
