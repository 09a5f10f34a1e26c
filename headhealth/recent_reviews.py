"""The public list of the pages that were reviewed last."""

from __future__ import annotations

import swapper
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headhealth.pages.listed_pages import listed_pages, root_for
from headhealth.review.review_queries import recently_reviewed

PAGES_PER_PAGE = 50


@require_safe
def recently_reviewed_list(request: HttpRequest) -> HttpResponse:
    """Public pages of this site in the reader's language, by the day of their last review."""
    page_model = swapper.load_model("wagtailcore", "Page")
    pages = listed_pages(page_model.objects.all(), under=root_for(request))
    paginator = Paginator(recently_reviewed(pages), PAGES_PER_PAGE)
    context = {"reviewed_pages": paginator.get_page(request.GET.get("page"))}
    return render(request, "headhealth/recently_reviewed.html", context)
