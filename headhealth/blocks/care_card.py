"""Care cards: when to get help, and how soon."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructValue

from headhealth.blocks.rich_text import CARD_FEATURES, HealthRichTextBlock
from headhealth.blocks.rule_checked import (
    HealthStreamBlock,
    HealthStructBlock,
    LocatedFinding,
    at,
)
from headhealth.blocks.section import ADVICE_GROUP, HEADING_LENGTH
from headhealth.blocks.text_choice import TextChoiceBlock
from headhealth.rules.care_cards import (
    CareCardLevel,
    check_heading,
    check_links,
    check_one_of_each_level,
)


class CareLevel(models.TextChoices):
    """How soon somebody needs help, named for editors and readers."""

    NON_URGENT = CareCardLevel.NON_URGENT.value, _("Non-urgent advice")
    URGENT = CareCardLevel.URGENT.value, _("Urgent advice")
    EMERGENCY = CareCardLevel.EMERGENCY.value, _("Immediate action required")

    @property
    def css_modifier(self) -> str:
        return self.value.replace("_", "-")

    @property
    def is_urgent(self) -> bool:
        return self is not CareLevel.NON_URGENT

    @classmethod
    def most_urgent_first(cls) -> list[CareLevel]:
        return list(reversed(cls))


class CareCardValue(StructValue):
    @property
    def level_label(self) -> str:
        """The level in words, because colour alone tells some people nothing."""
        return str(dict(CareLevel.choices).get(self.get("level"), ""))

    @property
    def is_emergency(self) -> bool:
        return self.get("level") == CareLevel.EMERGENCY

    @property
    def css_modifier(self) -> str:
        return (self.get("level") or "").replace("_", "-")


class CareCardBlock(HealthStructBlock):
    """Level, a heading that is a call to action, and the signs that call for it."""

    level = TextChoiceBlock(choices=CareLevel.choices, label=_("Level"))
    heading = CharBlock(
        label=_("Heading"),
        max_length=HEADING_LENGTH,
        help_text=_("One call to action that ends in “if:”, for example “Call 999 if:”."),
    )
    text = HealthRichTextBlock(
        features=CARD_FEATURES, help_text=_("The signs, best as a list of short points.")
    )

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        text = value.get("text")
        yield from at(("heading",), check_heading(value.get("heading") or ""))
        yield from at(("text",), check_links(value.get("level") or "", text.source if text else ""))

    class Meta:
        icon = "warning"
        label = _("Care card")
        group = ADVICE_GROUP
        description = _("When to get help and how soon. At most one of each level on a page.")
        template = "headhealth/blocks/care_card.html"
        value_class = CareCardValue
        label_format = "{heading}"
        preview_value = {
            "level": CareLevel.URGENT.value,
            "heading": _("Ask for an urgent GP appointment if:"),
            "text": _(
                "<ul><li>your headache gets worse when you lie down</li>"
                "<li>you have a headache and feel sick</li></ul>"
            ),
        }


class CareCardStreamBlock(HealthStreamBlock):
    """The care cards of a page that has them in a field of their own."""

    care_card = CareCardBlock()

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        levels = [child.value.get("level") or "" for child in value]
        for index, finding in check_one_of_each_level(levels):
            yield LocatedFinding((index, "level"), finding)

    class Meta:
        icon = "warning"
        label = _("Care cards")
