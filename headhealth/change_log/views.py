"""The public change log of a page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from headhealth.blocks.content_language import language_code_of
from headhealth.pages.public_pages import public_pages
from headhealth.pages.public_view import PublicView, address_at
from headhealth.review.review_queries import UrgentUpdate, shown_history
from headhealth.review.reviewed_object import alias_source, reviewed_model_of

PER_PAGE = 50


def list_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Each reviewed version of a public page, up to the one that readers see, newest first.

    Before them, what readers see now that nobody has reviewed.
    """
    page = get_object_or_404(public_pages(Site.find_for_request(request)), pk=pk)
    # As it is live: nothing here comes from a draft or from what waits to be published.
    page = page.specific
    reviews, emergency = shown_history(page) if reviewed_model_of(page) else ([], None)
    if not reviews and not emergency:
        raise Http404(_("No medical review of this page is on record."))
    changes = Paginator(reviews, PER_PAGE).get_page(request.GET.get("page"))
    source, language = alias_source(page), language_code_of(page)
    with translation.override(language):
        path = reverse("headhealth:changes_list", args=[source.pk])
    view = PublicView(
        title=_("Changes to %(title)s") % {"title": page.title},
        description=_("Every version of the page that a medical reviewer approved, newest first."),
        url=address_at(source, path, changes),
        language=language,
    )
    context = {
        "public_view": view,
        "reviewed_page": page,
        "changes": changes,
        "urgent": UrgentUpdate(emergency, reviews) if emergency else None,
        "noindex": True,
    }
    return render(request, "headhealth/change_log/changes_list.html", context)
