"""Warning callouts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock

from headhealth.blocks.rich_text import ANSWER_FEATURES, HealthRichTextBlock
from headhealth.blocks.rule_checked import HealthStructBlock, LocatedFinding, at
from headhealth.blocks.section import ADVICE_GROUP, HEADING_LENGTH
from headhealth.rules.callouts import check_seeks_no_care, check_text_seeks_no_care


class WarningCalloutBlock(HealthStructBlock):
    """Something people must know before they act. Never a call to seek care."""

    heading = CharBlock(label=_("Heading"), max_length=HEADING_LENGTH)
    text = HealthRichTextBlock(features=ANSWER_FEATURES)

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        text = value.get("text")
        yield from at(("heading",), check_seeks_no_care(value.get("heading") or ""))
        yield from at(("text",), check_text_seeks_no_care(text.source if text else ""))

    class Meta:
        icon = "info-circle"
        label = _("Warning callout")
        group = ADVICE_GROUP
        description = _(
            "A warning nobody should miss. At most two on a page; not for seeking care."
        )
        template = "headhealth/blocks/warning_callout.html"
        label_format = "{heading}"
        preview_value = {
            "heading": _("Painkillers and headaches"),
            "text": _("<p>Painkillers taken on many days a month can cause headaches.</p>"),
        }
