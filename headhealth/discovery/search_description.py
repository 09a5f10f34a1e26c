"""The OpenSearch description, by which browsers offer the site's own search."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from headhealth.discovery.site_address import site_address
from headhealth.rules.characters import printable

CONTENT_TYPE = "application/opensearchdescription+xml"
SHORT_NAME_LENGTH = 16
"""Characters that OpenSearch 1.1 allows."""


@require_safe
@conditional_page
def show_search_description(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1, with suggestions."""
    site = Site.find_for_request(request)
    name = printable(site.site_name or site.root_page.title if site else _("Health"))
    search = site_address(request, "headhealth:search")
    suggestions = site_address(request, "headhealth:search_suggestions")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape(name[:SHORT_NAME_LENGTH])}</ShortName>",
        f"<Description>{escape(_('Search %(site)s') % {'site': name})}</Description>",
        f'<Url type="text/html" template={quoteattr(search + "?q={searchTerms}")}/>',
        '<Url type="application/x-suggestions+json"'
        f" template={quoteattr(suggestions + '?format=opensearch&q={searchTerms}')}/>",
        f"<Language>{escape(settings.LANGUAGE_CODE)}</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "</OpenSearchDescription>",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=CONTENT_TYPE)
