"""What editors may do in rich text, and the block for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

from headhealth.blocks.rule_messages import as_validation_error
from headhealth.rules.characters import well_formed
from headhealth.rules.findings import error
from headhealth.rules.rich_text import has_words

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "source"]
"""Running text. No h2: that is the heading of a section block. "source" is a citation."""

ANSWER_FEATURES = [feature for feature in TEXT_FEATURES if feature not in ("h3", "h4")]
"""Text under a heading of its own, such as an answer or a facet of a treatment."""

CARD_FEATURES = ["bold", "ol", "ul", "link"]
"""Care cards: what to look out for, and nothing that leads away from it."""

CELL_FEATURES = ["bold", "italic", "link", "source"]
"""Cells of a table."""


class HealthRichTextBlock(RichTextBlock):
    """Rich text that, where it is required, has words in it and not only empty paragraphs."""

    def __init__(self, *, features: list[str] = TEXT_FEATURES, **kwargs: Any) -> None:
        super().__init__(features=features, **kwargs)

    def value_from_form(self, value: str | None) -> RichText:
        return super().value_from_form(well_formed(value or ""))

    def clean(self, value: RichText) -> RichText:
        cleaned = super().clean(value)
        if self.required and not has_words(cleaned.source):
            raise as_validation_error(error("rich_text_empty"))
        return cleaned

    class Meta:
        label = _("Text")
