"""``sitemap.xml`` and ``robots.txt``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from headhealth.discovery.site_address import site_address
from headhealth.discovery.sitemap import Sitemap

XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = "application/xml"

CLOSED = (
    ("wagtailadmin_home", ()),
    ("headhealth:search", ()),
    ("headhealth:search_suggestions", ()),
    ("headhealth:feedback_create", (0,)),
)
"""Views that are of no use to a search engine; 0 stands for every page."""


@require_safe
@conditional_page
def show_sitemap(request: HttpRequest) -> HttpResponse:
    """The site map, or an index of its parts (``?part=2``) where one file cannot hold it.

    Compared by its content: when a page was taken away, no date in it is newer than before.
    """
    site = Site.find_for_request(request)
    part = request.GET.get("part")
    sitemap = Sitemap(site)
    count = sitemap.count()
    if part is None and count > 1:
        address = site_address(request, "headhealth:sitemap")
        parts = ((f"{address}?part={number}", None) for number in range(1, count + 1))
        return _xml("sitemapindex", "sitemap", parts)
    number = _part_number(part, count)
    entries = ((entry.url, entry.modified_at) for entry in sitemap.entries(number))
    return _xml("urlset", "url", entries)


@require_safe
@conditional_page
def show_robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: all but the admin and what answers to a question."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {address}" for address in sorted(set(_closed_addresses()))]
    lines += ["", f"Sitemap: {site_address(request, 'headhealth:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _part_number(text: str | None, count: int) -> int:
    if text is None:
        return 1
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= count:
        raise Http404
    return int(text)


def _xml(root: str, element: str, entries: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{XMLNS}">']
    for url, modified_at in entries:
        location = f"<loc>{escape(url)}</loc>"
        if modified_at:
            location += f"<lastmod>{modified_at.isoformat(timespec='seconds')}</lastmod>"
        lines.append(f"<{element}>{location}</{element}>")
    return HttpResponse("\n".join([*lines, f"</{root}>", ""]), content_type=XML)


def _closed_addresses() -> Iterator[str]:
    """In every language of the content, which a site may have at addresses of their own."""
    languages = [(settings.LANGUAGE_CODE, "")]
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        languages = settings.WAGTAIL_CONTENT_LANGUAGES
    for language, _name in languages:
        with override(language):
            for name, args in CLOSED:
                try:
                    yield reverse(name, args=args).removesuffix("0/")
                except NoReverseMatch:
                    continue
