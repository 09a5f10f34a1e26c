"""Questions and answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BlockGroup, CharBlock, ListBlock, StructValue

from headhealth.blocks.rich_text import ANSWER_FEATURES, HealthRichTextBlock
from headhealth.blocks.rule_checked import (
    HealthStreamBlock,
    HealthStructBlock,
    LocatedFinding,
    at,
)
from headhealth.blocks.section import SectionBlock, aspect_block, heading_block
from headhealth.rules.anchors import Anchored, check_unique, question_anchor
from headhealth.rules.section_items import check_questions


class FAQItemValue(StructValue):
    @property
    def anchor(self) -> str:
        """The id of the question. Follows its words; never empty."""
        return question_anchor(self.get("question") or "")


class FAQItemBlock(HealthStructBlock):
    """One question with its answer, and an anchor that other pages can link to."""

    question = CharBlock(
        label=_("Question"), max_length=255, help_text=_("As a reader would ask it.")
    )
    answer = HealthRichTextBlock(label=_("Answer"), features=ANSWER_FEATURES)

    class Meta:
        icon = "help"
        label = _("Question")
        description = _("A question readers ask, with a short answer.")
        template = "headhealth/blocks/question.html"
        value_class = FAQItemValue
        label_format = "{question}"
        preview_value = {
            "question": _("Can stress cause a headache?"),
            "answer": _("<p>Yes. Stress is one of the most common causes.</p>"),
        }


class FAQBlock(SectionBlock):
    """Heading, optional health aspect, and questions."""

    heading = heading_block()
    questions = ListBlock(FAQItemBlock(), label=_("Questions"), default=[])
    aspect = aspect_block(required=False)

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        yield from at(("questions",), check_questions(len(value.get("questions") or [])))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        description = _("Questions readers ask. Each opens on its own and can be linked to.")
        template = "headhealth/blocks/faq.html"
        form_layout = BlockGroup(["heading", "questions"], settings=["aspect"])
        preview_value = {
            "heading": _("Questions about headaches"),
            "questions": [FAQItemBlock._meta_class.preview_value],
            "aspect": "",
        }


class FAQStreamBlock(HealthStreamBlock):
    """The questions of a page that has them in a field of their own."""

    question = FAQItemBlock()

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        for index, finding in check_unique(anchored_question(child.value) for child in value):
            yield LocatedFinding((index, "question"), finding)

    class Meta:
        icon = "help"
        label = _("Questions and answers")


def anchored_question(value: FAQItemValue) -> Anchored:
    return Anchored(value.get("question") or "", value.anchor, is_question=True)
