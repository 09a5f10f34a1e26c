"""The blocks of the naive page, as Wagtail's documentation builds them."""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from headhealth.blocks.health_aspect import HealthAspect

_CITATION = re.compile(r'<citation id="(\d+)">.*?</citation>')


class CitingTextBlock(blocks.RichTextBlock):
    """Stock rich text, in which ``<citation id="…">`` becomes the number of a source of the page.

    As the package wagtail-footnotes does it: the page counts while its blocks are rendered.
    """

    def render(self, value: Any, context: Any = None) -> Any:
        html = super().render(value, context)
        page = context["page"]

        def number(match: re.Match[str]) -> str:
            key = int(match[1])
            number, places = page.cite(key)
            return format_html(
                '<sup class="hh-citation"><a href="#source-{0}" id="cite-{0}-{1}"'
                ' role="doc-noteref">[{0}]</a></sup>',
                number,
                places,
            )

        return mark_safe(_CITATION.sub(number, str(html)))


class SectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock()
    aspect = blocks.ChoiceBlock(choices=HealthAspect.choices)


class TextSectionBlock(SectionBlock):
    text = CitingTextBlock()

    class Meta:
        template = "bench/naive/text_section.html"


class SymptomSectionBlock(SectionBlock):
    symptoms = blocks.ListBlock(SnippetChooserBlock("headhealth.Symptom"))

    class Meta:
        template = "bench/naive/symptom_section.html"


class TreatmentSectionBlock(SectionBlock):
    treatments = blocks.ListBlock(blocks.PageChooserBlock(page_type="headhealth.TreatmentPage"))

    class Meta:
        template = "bench/naive/treatment_section.html"


class NaiveBody(blocks.StreamBlock):
    text_section = TextSectionBlock()
    symptom_section = SymptomSectionBlock()
    treatment_section = TreatmentSectionBlock()
