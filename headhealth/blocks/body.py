"""The body of a condition article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StreamValue, TextBlock

from headhealth.blocks.callout import WarningCalloutBlock
from headhealth.blocks.care_card import CareCardBlock
from headhealth.blocks.causes import CausesBlock
from headhealth.blocks.dos_and_donts import DosAndDontsBlock
from headhealth.blocks.error_tree import Path
from headhealth.blocks.expander import ExpanderBlock
from headhealth.blocks.faq import FAQBlock, anchored_question
from headhealth.blocks.image import HealthImageBlock
from headhealth.blocks.rule_checked import HealthStreamBlock, LocatedFinding
from headhealth.blocks.section import SectionValue
from headhealth.blocks.symptoms import SymptomListBlock
from headhealth.blocks.table import TableBlock
from headhealth.blocks.text_section import TextSectionBlock
from headhealth.blocks.treatments import TreatmentSectionBlock
from headhealth.blocks.walk import Place, walk
from headhealth.rules.anchors import Anchored, check_unique
from headhealth.rules.callouts import check_number
from headhealth.rules.care_cards import check_one_of_each_level
from headhealth.rules.rich_text import read_rich_text
from headhealth.rules.skin_tones import check_skin_tones


class HealthBodyBlock(HealthStreamBlock):
    """Sections, and what stands inside or between them."""

    text_section = TextSectionBlock()
    symptom_list = SymptomListBlock()
    causes = CausesBlock()
    treatment_section = TreatmentSectionBlock()
    faq = FAQBlock()
    care_card = CareCardBlock()
    dos_and_donts = DosAndDontsBlock()
    warning_callout = WarningCalloutBlock()
    table = TableBlock()
    image = HealthImageBlock()
    expander = ExpanderBlock()

    def located_findings(self, value: StreamValue) -> Iterable[LocatedFinding]:
        """The rules for a whole page, each finding at the later of the blocks that clash."""
        positions: dict[str, list[int]] = {}
        for index, child in enumerate(value):
            positions.setdefault(child.block_type, []).append(index)

        cards = positions.get("care_card", [])
        levels = [value[index].value.get("level") or "" for index in cards]
        for which, finding in check_one_of_each_level(levels):
            yield LocatedFinding((cards[which], "level"), finding)

        callouts = positions.get("warning_callout", [])
        for which, finding in check_number(len(callouts)):
            yield LocatedFinding((callouts[which],), finding)

        anchored = list(_anchored(value))
        for which, finding in check_unique(item for _path, item in anchored):
            yield LocatedFinding(anchored[which][0], finding)

        for finding in check_skin_tones(_text(value)):
            yield LocatedFinding((), finding)

    class Meta:
        icon = "doc-full"
        label = _("Body")
        template = "headhealth/blocks/body.html"


def _anchored(value: StreamValue) -> Iterator[tuple[Path, Anchored]]:
    """Everything on the page that readers can be sent to, with the path of its words."""
    for index, child in enumerate(value):
        if isinstance(child.value, SectionValue):
            section = child.value
            yield (index, "heading"), Anchored(section.heading, section.anchor)
            for which, question in enumerate(section.get("questions") or []):
                yield (index, "questions", which, "question"), anchored_question(question)


def _text(value: StreamValue) -> str:
    """All that the page says in words, as plain text."""
    texts = []
    for place in walk(Place(value.stream_block, value)):
        if isinstance(place.block, RichTextBlock):
            texts.append(read_rich_text(place.value.source).text)
        elif isinstance(place.block, CharBlock | TextBlock):
            texts.append(place.value)
    return "\n".join(texts)
