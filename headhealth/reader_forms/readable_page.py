"""The pages that readers can send something about."""

from __future__ import annotations

from typing import Any

import swapper
from django.http import Http404
from wagtail.models import Site

from headhealth.pages.health_page import HealthPageMixin


def readable_page_or_404(request: Any, pk: int) -> Any:
    """The health page ``pk`` that the sender of ``request`` can read at the site they are on.

    Drafts, private pages they have no access to and pages of other sites are not found, so that
    nothing is learnt about them.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    base_page = page_model._default_manager.live().filter(pk=pk).first()
    page = base_page.specific if base_page is not None else None
    if not isinstance(page, HealthPageMixin) or not _is_on_site_of(page, request):
        raise Http404
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        raise Http404
    return page


def _is_on_site_of(page: Any, request: Any) -> bool:
    site = Site.find_for_request(request)
    parts = page.get_url_parts(request)
    return site is not None and parts is not None and parts[0] == site.pk
