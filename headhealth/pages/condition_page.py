"""A condition article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import AbstractPage, Page
from wagtail.search import index

from headhealth.blocks.body import HealthBodyBlock
from headhealth.blocks.choosers import RelatedPageChooserBlock
from headhealth.blocks.page_visibility import shown_pages
from headhealth.blocks.renditions import load_renditions
from headhealth.blocks.treatments import chosen_treatments
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.sections import Section, body_sections
from headhealth.pages.tree_rules import ListedPageMixin


class ConditionPageMixin(HealthPageMixin):
    """The fields of a condition article, for a site that needs a page type of its own."""

    body = StreamField(HealthBodyBlock(), verbose_name=_("body"))
    related_pages = StreamField(
        [("page", RelatedPageChooserBlock())], verbose_name=_("related pages"), blank=True
    )

    content_panels = [
        *AbstractPage.content_panels,
        *HealthPageMixin.lead_panels,
        FieldPanel("body"),
        FieldPanel("related_pages"),
    ]
    search_fields = HealthPageMixin.search_fields + [index.SearchField("body")]
    page_description = _("What a condition is, its symptoms, causes and treatments.")
    page_icon = "doc-full-inverse"
    shipped_template = "headhealth/pages/condition_page.html"

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``related_pages``: those that readers may see, each once."""
        context = super().get_context(request, *args, **kwargs)
        load_renditions(self.body)
        chosen = dict.fromkeys(block.value for block in self.related_pages)
        return {**context, "related_pages": shown_pages(chosen, context)}

    @cached_property
    def body_sections(self) -> list[Section]:
        return body_sections(self.body)

    def linking_texts(self) -> Iterator[str]:
        """Also those of the treatment pages, which are shown on this one."""
        yield from super().linking_texts()
        for treatment in chosen_treatments(self.body):
            yield from (facet.text for facet in treatment.facets)


class ConditionPage(ListedPageMixin, ConditionPageMixin, Page):
    """A condition article under an A to Z of conditions."""

    parent_page_types = ["headhealth.AToZPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
