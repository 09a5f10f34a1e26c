"""A symptom list: what a group of symptoms can mean, the most urgent first."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import AbstractPage, Page
from wagtail.search import index

from headhealth.blocks.care_card import CareCardStreamBlock, CareLevel
from headhealth.blocks.faq import FAQStreamBlock
from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.rich_text import TEXT_FEATURES
from headhealth.blocks.symptoms import SymptomEntryStreamBlock
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.rich_text_field import HealthRichTextField
from headhealth.pages.sections import Section, help_and_questions
from headhealth.pages.tree_rules import ListedPageMixin


class SymptomListPageMixin(HealthPageMixin):
    """The fields of a symptom list, for a site that needs a page type of its own."""

    intro = HealthRichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)
    entries = StreamField(SymptomEntryStreamBlock(), verbose_name=_("symptoms"))
    care_cards = StreamField(
        CareCardStreamBlock(required=False), verbose_name=_("care cards"), blank=True
    )
    faq = StreamField(
        FAQStreamBlock(required=False), verbose_name=_("questions and answers"), blank=True
    )

    content_panels = [
        *AbstractPage.content_panels,
        *HealthPageMixin.lead_panels,
        FieldPanel("intro"),
        FieldPanel("entries"),
        FieldPanel("care_cards"),
        FieldPanel("faq"),
    ]
    search_fields = HealthPageMixin.search_fields + [
        index.SearchField("intro"),
        index.SearchField("entries"),
        index.SearchField("care_cards"),
        index.SearchField("faq"),
    ]
    page_description = _("Symptoms that come together, the most urgent first.")
    page_icon = "clipboard-list"
    shipped_template = "headhealth/pages/symptom_list_page.html"

    class Meta:
        abstract = True

    @property
    def lead_text(self) -> str:
        return self.intro

    @cached_property
    def entries_by_level(self) -> list[tuple[CareLevel, list[Any]]]:
        """Entries whose symptom readers may see, grouped by urgency, the most urgent first."""
        entries = [block.value for block in self.entries if block.value.live_symptom is not None]
        groups = (
            (level, [entry for entry in entries if entry["level"] == level])
            for level in CareLevel.most_urgent_first()
        )
        return [(level, group) for level, group in groups if group]

    @cached_property
    def body_sections(self) -> list[Section]:
        """Symptoms by urgency, then care cards and questions. ``intro`` stands before them."""
        symptoms = [
            Section(
                heading=level.label,
                anchor=level.value.replace("_", "-"),
                aspect=HealthAspect.SYMPTOMS.value,
                blocks=entries,
                kind=level.value.replace("_", "-"),
            )
            for level, entries in self.entries_by_level
        ]
        return [*symptoms, *help_and_questions(care_cards=self.care_cards, faq=self.faq)]


class SymptomListPage(ListedPageMixin, SymptomListPageMixin, Page):
    """A symptom list under an A to Z of symptom lists."""

    parent_page_types = ["headhealth.AToZPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("symptom list")
        verbose_name_plural = _("symptom lists")
