"""The public pages behind an evidence link: its packs as of now, and archives of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headhealth.evidence.chosen_objects import key_of_object, load_object, load_objects
from headhealth.evidence.evidence_link import EvidenceLink
from headhealth.evidence.ledger_state import recent_ledger_state
from headhealth.evidence.link_token import link_behind
from headhealth.evidence.pack import EvidencePack, make_pack
from headhealth.evidence.prepared_packs import PreparedPacks
from headhealth.evidence.rendering.formats import FORMATS
from headhealth.evidence.rendering.html_pack import served_pack, site_time
from headhealth.evidence.rendering.pdf_pack import PDFUnavailable, can_make_pdf
from headhealth.evidence.rendering.responses import download, zip_of
from headhealth.review.review_ledger import newest_link

PACKS_AT_ONCE = 10
"""Packs that one request without an account lists, and that are in one archive."""
STEP = "step"
MOST_STEPS = 6 * PACKS_AT_ONCE
"""Number of packs prepared in one visit for one archive, which then ends with an explanation.

More than an archive holds: processes that share no cache each prepare their own.
"""


def _linked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of what ``link`` shows. Any other token gets one and the same answer.

    Nothing of it is kept by caches, listed by search engines or told to other sites.
    """

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        link = link_behind(token)
        response: HttpResponseBase
        try:
            if link is None:
                raise Http404
            response = view(request, token, link, **kwargs)
        except Http404:
            response = render(request, "headhealth/evidence/no_link.html", status=404)
        else:
            if request.method == "GET" and link is not None and STEP not in request.GET:
                link.count_opening()
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answered


@_linked
def show_index(request: HttpRequest, token: str, link: EvidenceLink) -> HttpResponseBase:
    """Show the packs of the link, ``PACKS_AT_ONCE`` to a page; a single pack is shown directly."""
    if len(link.keys) == 1:
        return _pack(token, link, 1)
    page = _page(request, link)
    numbers = {key: page.start_index() + at for at, key in enumerate(page.object_list)}
    entries = [
        {
            "title": str(obj),
            "type_name": type(obj)._meta.verbose_name,
            "file": reverse("headhealth:evidence_pack", args=[token, numbers[key_of_object(obj)]]),
        }
        for obj in load_objects([*page.object_list])
    ]
    downloads = [
        {
            "label": _zip_label(page, each.label),
            "url": _page_url("headhealth:evidence_zip", page.number, token, each.extension),
        }
        for each in _formats()
    ]
    others = [
        {"number": number, "url": _page_url("headhealth:evidence_index", number, token)}
        for number in page.paginator.page_range
    ]
    context = {
        "entries": entries,
        "first": page.start_index(),
        "title": link.title,
        "made_at": timezone.now(),
        "ledger_end": str(newest_link()),
        "downloads": downloads,
        "pages": others if len(others) > 1 else [],
        "page_number": page.number,
    }
    with site_time():
        return render(request, "headhealth/evidence/index.html", context)


@_linked
def show_pack(
    request: HttpRequest, token: str, link: EvidenceLink, number: int
) -> HttpResponseBase:
    return _pack(token, link, number)


@_linked
def download_pack(
    request: HttpRequest, token: str, link: EvidenceLink, number: int, extension: str
) -> HttpResponseBase:
    if extension not in FORMATS:
        raise Http404
    try:
        return download(_make(link, number), FORMATS[extension])
    except PDFUnavailable as error:
        raise Http404 from error


@_linked
def download_all(
    request: HttpRequest, token: str, link: EvidenceLink, extension: str
) -> HttpResponseBase:
    """The packs of one page of the list as an archive, when all of them are prepared.

    Until then each request prepares one and answers with a page that asks for the next.
    """
    if extension not in {each.extension for each in _formats()}:
        raise Http404
    page = _page(request, link)
    packs = PreparedPacks([*page.object_list], FORMATS[extension])
    step = _step(request)
    if not packs.missing and not step:
        name = f"{extension}-{page.number}" if page.has_other_pages() else extension
        return zip_of(packs.files(), name)
    has_failed = bool(packs.missing) and step >= MOST_STEPS
    if packs.missing and not has_failed:
        try:
            packs.prepare_one()
        except PDFUnavailable as error:
            raise Http404 from error
    number = page.number
    next_step = {STEP: step + 1} if packs.missing else {}
    context = {
        "label": _zip_label(page, FORMATS[extension].label),
        "prepared": packs.total - len(packs.missing),
        "total": packs.total,
        "is_ready": not packs.missing,
        "has_failed": has_failed,
        "next_url": _page_url("headhealth:evidence_zip", number, token, extension, **next_step),
        "back_url": _page_url("headhealth:evidence_index", number, token),
    }
    status = HTTPStatus.ACCEPTED if packs.missing else HTTPStatus.OK
    return render(request, "headhealth/evidence/preparing.html", context, status=status)


def _step(request: HttpRequest) -> int:
    """How many packs this visit has had prepared, as the page before said."""
    text = request.GET.get(STEP, "")[:3]
    return int(text) if text.isascii() and text.isdecimal() else 0


def _page(request: HttpRequest, link: EvidenceLink) -> Page:
    """The page of the list that the address asks for; the first page where that does not exist.

    This bounds how many packs a request without an account makes.
    """
    return Paginator(link.keys, PACKS_AT_ONCE).get_page(request.GET.get("page"))


def _page_url(name: str, number: int, *args: str, **query: int) -> str:
    page = {"page": number} if number > 1 else {}
    return reverse(name, args=args, query={**page, **query} or None)


def _zip_label(page: Page, format_name: str) -> str:
    if not page.has_other_pages():
        return _("All as %(format)s (ZIP)") % {"format": format_name}
    return _("%(first)d to %(last)d as %(format)s (ZIP)") % {
        "first": page.start_index(),
        "last": page.end_index(),
        "format": format_name,
    }


def _make(link: EvidenceLink, number: int) -> EvidencePack:
    return make_pack(_object(link, number), recent_ledger_state())


def _pack(token: str, link: EvidenceLink, number: int) -> HttpResponse:
    pack = _make(link, number)
    downloads = [
        {
            "label": _("Download as %(format)s") % {"format": each.label},
            "url": reverse("headhealth:evidence_download", args=[token, number, each.extension]),
        }
        for each in _formats()
    ]
    back = reverse("headhealth:evidence_index", args=[token]) if len(link.keys) > 1 else ""
    return HttpResponse(served_pack(pack, downloads=downloads, back_url=back))


def _object(link: EvidenceLink, number: int) -> Any:
    keys = link.keys
    obj = load_object(keys[number - 1]) if 0 < number <= len(keys) else None
    if obj is None:
        raise Http404
    return obj


def _formats() -> list[Any]:
    return [each for each in FORMATS.values() if each.extension != "pdf" or can_make_pdf()]
