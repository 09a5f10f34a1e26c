"""Top-level sections: a heading with an anchor, and a health aspect."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructValue

from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.rich_text import HealthRichTextBlock
from headhealth.blocks.rule_checked import HealthStructBlock
from headhealth.blocks.text_choice import TextChoiceBlock
from headhealth.rules.anchors import section_anchor

HEADING_LENGTH = 150

SECTIONS_GROUP = _("Sections")
ADVICE_GROUP = _("Advice")
DETAIL_GROUP = _("Detail")
"""The groups of the block chooser."""


class SectionValue(StructValue):
    """The value of every section block, by which a page knows its sections."""

    @property
    def heading(self) -> str:
        return self.get("heading") or ""

    @property
    def anchor(self) -> str:
        """The id of the heading. Follows its words; never empty."""
        return section_anchor(self.heading)

    @property
    def aspect(self) -> str:
        """A value of ``HealthAspect``, or ""."""
        return self.get("aspect") or ""


def heading_block() -> CharBlock:
    return CharBlock(
        label=_("Heading"),
        max_length=HEADING_LENGTH,
        help_text=_("Says what the section tells, in the words of readers."),
    )


def aspect_block(**kwargs: Any) -> TextChoiceBlock:
    return TextChoiceBlock(
        choices=HealthAspect.choices,
        label=_("Health aspect"),
        help_text=_("What the section is about. Search engines and other sites read it."),
        **kwargs,
    )


def intro_block() -> HealthRichTextBlock:
    return HealthRichTextBlock(label=_("Introduction"), required=False)


class SectionBlock(HealthStructBlock):
    """Base of the section blocks, which declare ``heading`` and ``aspect`` themselves."""

    class Meta:
        value_class = SectionValue
        group = SECTIONS_GROUP
        label_format = "{heading}"
