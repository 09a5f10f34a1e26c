"""The demo's only page type of its own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from headhealth.models import AToZPage
from headhealth.pages.listed_pages import listed_pages
from headhealth.review.review_queries import recently_reviewed

RECENTLY_REVIEWED_COUNT = 6


class HomePage(Page):
    """The front page: what the site is for, its A to Z pages, and what was reviewed last."""

    lead = models.CharField(
        _("lead"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the title: what readers find here."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    template = "demo/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["headhealth.AToZPage"]
    max_count = 1
    cacheable_query_parameters = ()

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "a_to_z_pages": AToZPage.objects.child_of(self).live(),
            "recently_reviewed": self.recently_reviewed(),
        }

    def recently_reviewed(self) -> list[Page]:
        """Public pages of the site, newest whole-page review first, with ``last_reviewed_at``."""
        pages = listed_pages(Page.objects.all(), under=self)
        return recently_reviewed(pages, RECENTLY_REVIEWED_COUNT)
