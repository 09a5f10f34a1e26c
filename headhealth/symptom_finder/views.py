"""The public page of a symptom."""

from __future__ import annotations

from urllib.parse import unquote

import swapper
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from headhealth.blocks.care_card import CareLevel
from headhealth.blocks.content_language import language_code_of
from headhealth.pages.listed_pages import listed_pages, root_for
from headhealth.pages.paging import page_of
from headhealth.pages.public_view import PublicView, address_at
from headhealth.snippets.symptom import Symptom
from headhealth.symptom_finder.symptom_pages import conditions_with, listings

CONDITIONS_PER_PAGE = 50


@require_safe
def symptom_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What the symptom is, how urgent it can be, and all conditions it can belong to.

    An address in another language than the symptom's, or from before it was renamed, leads here.
    """
    symptom = get_object_or_404(Symptom.objects.select_related("locale"), pk=pk, live=True)
    address = _address_in_its_language(symptom)
    if request.path != unquote(address):
        return redirect(address, permanent=True)
    page_model = swapper.load_model("wagtailcore", "Page")
    root = root_for(request)
    pages = listed_pages(page_model.objects.all(), under=root)
    listed = listings(symptom, among=pages)
    conditions = conditions_with(symptom, listed, among=pages)
    page_of_conditions = page_of(
        conditions, per_page=CONDITIONS_PER_PAGE, wanted=request.GET.get("page")
    )
    for condition in page_of_conditions:
        condition.care_level = CareLevel(condition.urgency) if condition.urgency else None
    context = {
        "public_view": PublicView(
            title=capfirst(symptom.name),
            description=symptom.description,
            url=address_at(root, address, page_of_conditions),
            language=language_code_of(symptom),
        ),
        "breadcrumb": [root],
        "symptom": symptom,
        "listings": listed,
        "conditions": page_of_conditions,
        "emergencies": [entry for entry in listed if entry.level == CareLevel.EMERGENCY],
    }
    return render(request, "headhealth/symptom_finder/symptom.html", context)


def _address_in_its_language(symptom: Symptom) -> str:
    with translation.override(symptom.locale.language_code):
        return symptom.address
