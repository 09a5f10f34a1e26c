"""The search page and the suggestions as readers type. Neither depends on who asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from headhealth.pages.a_to_z_page import AToZPage
from headhealth.rules.characters import well_formed
from headhealth.rules.search_queries import MAX_QUERY_LENGTH, query_words
from headhealth.search.catalogue import catalogue_of
from headhealth.search.results import Results, find_results
from headhealth.search.scope import SearchScope
from headhealth.search.suggestions import suggest

LAST_PAGE = 1000
"""Nobody reads on; a larger number would only be a larger number."""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """``q``, and if wanted ``type``, ``page``, and ``exact`` against corrections."""
    query = _typed(request)
    as_typed = "exact" in request.GET
    results = Results()
    a_to_z_pages: list[dict[str, Any]] = []
    scope = SearchScope.of_request(request)
    if scope is not None:
        catalogue = catalogue_of(scope)
        results = find_results(
            query,
            request=request,
            scope=scope,
            catalogue=catalogue,
            page_type=request.GET.get("type", ""),
            number=_page_number(request.GET.get("page", "")),
            as_typed=as_typed,
        )
        if not results.total_of_all_types:
            pages = scope.live_pages(AToZPage, private_paths=catalogue.private_paths)
            a_to_z_pages = [
                {"title": page.title, "url": page.get_url(request)}
                for page in pages.select_related("locale").order_by("path")
            ]
    address = QueryDict(mutable=True)
    address["q"] = query
    if results.chosen_type:
        address["type"] = results.chosen_type
    if as_typed:
        address["exact"] = "1"
    context = {
        "query": query,
        "has_words": bool(query_words(query)),
        "results": results,
        "address": address,
        "a_to_z_pages": a_to_z_pages,
        "noindex": True,
    }
    response = render(request, "headhealth/search/search_page.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cache_control(public=True, max_age=60)
def search_suggestions(request: HttpRequest) -> JsonResponse:
    """``{"suggestions": [{"name", "title", "type", "url"}]}`` for ``q``.

    With ``format=opensearch`` what browsers ask of an address bar:
    ``[q, [names], [descriptions], [addresses]]``.
    """
    query = _typed(request)
    scope = SearchScope.of_request(request)
    found = suggest(query, scope=scope) if scope is not None else []
    data: Any
    if request.GET.get("format") == "opensearch":
        urls = [request.build_absolute_uri(each.url) for each in found]
        data = [query, [each.name for each in found], [each.type for each in found], urls]
    else:
        data = {
            "suggestions": [
                {"name": each.name, "title": each.title, "type": each.type, "url": each.url}
                for each in found
            ]
        }
    response = JsonResponse(data, safe=False)
    response["X-Robots-Tag"] = "noindex"
    return response


def _typed(request: HttpRequest) -> str:
    """What was typed, as far as it can be shown and searched for."""
    text = well_formed(request.GET.get("q", "")[:MAX_QUERY_LENGTH])
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _page_number(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isdecimal() and len(text) < 10 else 1
