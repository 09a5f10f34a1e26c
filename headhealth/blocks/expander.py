"""Expanders: detail that most readers can do without."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock

from headhealth.blocks.rich_text import ANSWER_FEATURES, HealthRichTextBlock
from headhealth.blocks.rule_checked import HealthStructBlock
from headhealth.blocks.section import DETAIL_GROUP, HEADING_LENGTH


class ExpanderBlock(HealthStructBlock):
    """A line that opens a text."""

    summary = CharBlock(
        label=_("Summary"),
        max_length=HEADING_LENGTH,
        help_text=_("The line that opens the text: it says what is inside."),
    )
    text = HealthRichTextBlock(features=ANSWER_FEATURES)

    class Meta:
        icon = "collapse-down"
        label = _("Expander")
        group = DETAIL_GROUP
        description = _("Detail that some readers want and most can skip.")
        template = "headhealth/blocks/expander.html"
        label_format = "{summary}"
        preview_value = {
            "summary": _("How doctors tell headaches apart"),
            "text": _("<p>They ask where it hurts, how long, and what brings it on.</p>"),
        }
