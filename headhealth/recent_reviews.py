"""The public list of the pages that were reviewed last."""

from __future__ import annotations

from datetime import datetime

import swapper
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.query import PageQuerySet

from headhealth.blocks.content_language import language_code_of
from headhealth.pages.listed_pages import listed_pages, root_for
from headhealth.pages.public_view import PublicView, address_at
from headhealth.review.review_queries import newest_reviews, reviewed_by

PAGES_PER_PAGE = 50
PAGES_LISTED = 250
"""What is older is not recent. To count further would cost more than all the rest."""


def list_changed_at(pages: PageQuerySet) -> datetime | None:
    """When what the list shows of ``pages`` was last published or reviewed; None where it is empty.

    Two queries.
    """
    newest = dict(newest_reviews(pages)[:PAGES_LISTED])
    if not newest:
        return None
    shown = pages.filter(live_revision__in=newest)
    published_at = shown.aggregate(newest=Max("last_published_at"))["newest"]
    return max(filter(None, [published_at, *newest.values()]))


def recently_reviewed_path(language: str) -> str:
    """Of the list in ``language``, whatever the language of the request."""
    with translation.override(language):
        return reverse("headhealth:recently_reviewed")


@require_safe
def recently_reviewed_list(request: HttpRequest) -> HttpResponse:
    """Public pages of this site in the reader's language, by the day of their last review."""
    page_model = swapper.load_model("wagtailcore", "Page")
    root = root_for(request)
    pages = listed_pages(page_model.objects.all(), under=root)
    paginator = Paginator(list(newest_reviews(pages)[:PAGES_LISTED]), PAGES_PER_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    shown.object_list = reviewed_by(shown.object_list, pages)
    language = language_code_of(root)
    view = PublicView(
        title=_("Recently reviewed"),
        description=_("The pages that a medical reviewer has read last, newest first."),
        url=address_at(root, recently_reviewed_path(language), shown),
        language=language,
        listed=list(shown),
    )
    context = {"public_view": view, "breadcrumb": [root], "reviewed_pages": shown}
    return render(request, "headhealth/recently_reviewed.html", context)
