"""A section of running text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.rich_text import HealthRichTextBlock
from headhealth.blocks.section import SectionBlock, aspect_block, heading_block


class TextSectionBlock(SectionBlock):
    """Heading, health aspect and rich text."""

    heading = heading_block()
    aspect = aspect_block()
    text = HealthRichTextBlock()

    class Meta:
        icon = "pilcrow"
        label = _("Text section")
        description = _("A heading with running text: what it is, who gets it, what comes of it.")
        template = "headhealth/blocks/text_section.html"
        preview_value = {
            "heading": _("What is a tension headache?"),
            "aspect": HealthAspect.OVERVIEW.value,
            "text": _(
                "<p>A tension headache is the most common type of headache.</p>"
                "<p>It feels like a tight band around the head.</p>"
            ),
        }
