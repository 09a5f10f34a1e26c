"""Causes of a condition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BlockGroup, CharBlock, ListBlock

from headhealth.blocks.choosers import ConditionChooserBlock
from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.page_visibility import shown_pages
from headhealth.blocks.rich_text import ANSWER_FEATURES, HealthRichTextBlock
from headhealth.blocks.rule_checked import HealthStructBlock, LocatedFinding, at
from headhealth.blocks.section import SectionBlock, aspect_block, heading_block, intro_block
from headhealth.rules.section_items import check_causes


class CauseBlock(HealthStructBlock):
    """One cause, with a link to its own article where there is one."""

    name = CharBlock(label=_("Name"), max_length=255)
    page = ConditionChooserBlock(
        label=_("Condition"),
        required=False,
        help_text=_("The article on this cause, where it has one. The name becomes a link."),
    )
    text = HealthRichTextBlock(features=ANSWER_FEATURES)

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["shown_page"] = next(iter(shown_pages([value.get("page")], context)), None)
        return context

    class Meta:
        icon = "search"
        label = _("Cause")
        description = _("A cause and how it brings the condition about.")
        template = "headhealth/blocks/cause.html"
        preview_value = {
            "name": _("Tight muscles"),
            "page": None,
            "text": _("<p>Tight neck muscles can cause pain in the back of the head.</p>"),
        }


class CausesBlock(SectionBlock):
    """Heading, health aspect, introduction and causes."""

    heading = heading_block()
    aspect = aspect_block(default=HealthAspect.CAUSES.value)
    intro = intro_block()
    causes = ListBlock(CauseBlock(), label=_("Causes"), default=[])

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        yield from at(("causes",), check_causes(len(value.get("causes") or [])))

    class Meta:
        icon = "search"
        label = _("Causes")
        description = _("What brings the condition about, each cause with its own text.")
        template = "headhealth/blocks/causes.html"
        form_layout = BlockGroup(["heading", "intro", "causes"], settings=["aspect"])
        preview_value = {
            "heading": _("Causes of a tension headache"),
            "aspect": HealthAspect.CAUSES.value,
            "intro": _("<p>Often there is more than one cause.</p>"),
            "causes": [CauseBlock._meta_class.preview_value],
        }
