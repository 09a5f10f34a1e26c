"""A treatment section with a page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import AbstractPage, Page
from wagtail.search import index

from headhealth.blocks.care_card import CareCardStreamBlock
from headhealth.blocks.choosers import ConditionChooserBlock
from headhealth.blocks.faq import FAQStreamBlock
from headhealth.blocks.page_visibility import shown_pages
from headhealth.blocks.rich_text import ANSWER_FEATURES
from headhealth.blocks.treatments import TREATMENT_FACETS, ComparedFacets, FacetText
from headhealth.pages.condition_page import ConditionPageMixin
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.rich_text_field import HealthRichTextField
from headhealth.pages.sections import Section, help_and_questions
from headhealth.pages.shown_objects import TREATMENTS, pages_that_show
from headhealth.pages.tree_rules import ListedPageMixin
from headhealth.rules.rich_text import has_words


def _facet(name: str, *, blank: bool = False) -> HealthRichTextField:
    label, help_text = next(
        (facet.label, facet.help_text) for facet in TREATMENT_FACETS if facet.name == name
    )
    return HealthRichTextField(label, features=ANSWER_FEATURES, blank=blank, help_text=help_text)


class TreatmentPageMixin(HealthPageMixin):
    """The fields of a treatment, for a site that needs a page type of its own.

    The eight facets answer what DISCERN asks of information on a treatment (items 9 to 15); an
    inline treatment on a condition page has the same.
    """

    how_it_works = _facet("how_it_works")
    who_it_is_for = _facet("who_it_is_for")
    benefits = _facet("benefits")
    risks = _facet("risks")
    without_treatment = _facet("without_treatment")
    daily_life = _facet("daily_life")
    alternatives = _facet("alternatives")
    questions_to_ask = _facet("questions_to_ask", blank=True)
    conditions = StreamField(
        [("page", ConditionChooserBlock())],
        verbose_name=_("conditions it treats"),
        blank=True,
    )
    care_cards = StreamField(
        CareCardStreamBlock(required=False), verbose_name=_("care cards"), blank=True
    )
    faq = StreamField(
        FAQStreamBlock(required=False), verbose_name=_("questions and answers"), blank=True
    )

    content_panels = [
        *AbstractPage.content_panels,
        *HealthPageMixin.lead_panels,
        MultiFieldPanel(
            [FieldPanel(facet.name) for facet in TREATMENT_FACETS],
            heading=_("About the treatment"),
        ),
        FieldPanel("conditions"),
        FieldPanel("care_cards"),
        FieldPanel("faq"),
    ]
    search_fields = HealthPageMixin.search_fields + [
        *(index.SearchField(facet.name) for facet in TREATMENT_FACETS),
        index.SearchField("care_cards"),
        index.SearchField("faq"),
    ]
    page_description = _("One treatment: how it works, benefits, risks and alternatives.")
    page_icon = "plus-inverse"
    seen_fields = ["title", "summary", *(facet.name for facet in TREATMENT_FACETS)]
    """What condition articles show of it."""
    shipped_template = "headhealth/pages/treatment_page.html"

    class Meta:
        abstract = True

    @cached_property
    def facets(self) -> list[FacetText]:
        """The facets that have a text, in the order of ``TREATMENT_FACETS``."""
        texts = (
            FacetText(facet.name, facet.label, getattr(self, facet.name), facet.aspect)
            for facet in TREATMENT_FACETS
        )
        return [facet for facet in texts if has_words(facet.text)]

    @property
    def compared_facets(self) -> ComparedFacets:
        return ComparedFacets.of(self.facets)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``conditions``: those chosen here, then those whose page shows this treatment.

        Each once, and only where readers may see it.
        """
        context = super().get_context(request, *args, **kwargs)
        chosen = dict.fromkeys(block.value for block in self.conditions)
        pages = [*chosen, *self._conditions_that_show_it(request, chosen)]
        return {**context, "conditions": shown_pages(pages, context)}

    def _conditions_that_show_it(self, request: Any, chosen: Iterable[Any]) -> list[Any]:
        """Live condition articles of the same site, other than ``chosen``, by title."""
        source = self.alias_of if self.alias_of_id else self
        pages = (
            pages_that_show(source, mixin=ConditionPageMixin, place=TREATMENTS)
            .filter(live=True, locale=self.locale_id, alias_of=None)
            .exclude(pk__in=[page.pk for page in chosen if page is not None])
            .order_by("title", "pk")
        )
        return [page for page in pages if _site_of(page, request) == _site_of(self, request)]

    @cached_property
    def body_sections(self) -> list[Section]:
        """The facets that have a text, then care cards and questions."""
        facets = [
            Section(heading=facet.label, anchor=facet.slug, aspect=facet.aspect, text=facet.text)
            for facet in self.facets
        ]
        return [*facets, *help_and_questions(care_cards=self.care_cards, faq=self.faq)]


def _site_of(page: Any, request: Any) -> int | None:
    """The key of the site that ``page`` is on, from what Wagtail has cached."""
    parts = page.get_url_parts(request)
    return parts[0] if parts else None


class TreatmentPage(ListedPageMixin, TreatmentPageMixin, Page):
    """A treatment under an A to Z of treatments."""

    parent_page_types = ["headhealth.AToZPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
