"""Symptoms: the symptom list of a condition, and the entries of a symptom list page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BlockGroup, ListBlock, StructValue, TextBlock

from headhealth.blocks.care_card import CareLevel
from headhealth.blocks.choosers import ConditionChooserBlock, SymptomChooserBlock
from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.page_visibility import shown_pages
from headhealth.blocks.rule_checked import (
    HealthStreamBlock,
    HealthStructBlock,
    LocatedFinding,
    at,
)
from headhealth.blocks.section import (
    SectionBlock,
    SectionValue,
    aspect_block,
    heading_block,
    intro_block,
)
from headhealth.blocks.text_choice import TextChoiceBlock
from headhealth.rules.section_items import check_not_repeated, check_symptoms


class SymptomValue(StructValue):
    """An entry that names a symptom."""

    @property
    def live_symptom(self) -> Any:
        """The symptom, or None where it was deleted or readers may not see it."""
        symptom = self.get("symptom")
        return symptom if symptom is not None and symptom.live else None


class SymptomListValue(SectionValue):
    @property
    def live_entries(self) -> list[SymptomValue]:
        """The entries whose symptom readers may see."""
        return [entry for entry in self.get("entries") or [] if entry.live_symptom is not None]


class ListedSymptomBlock(HealthStructBlock):
    """One symptom of a condition."""

    symptom = SymptomChooserBlock()
    note = TextBlock(
        label=_("Note"),
        required=False,
        help_text=_("What is special about this symptom here, for example “in the morning”."),
    )

    def get_preview_example(self) -> dict[str, Any]:
        symptom = self.child_blocks["symptom"].get_preview_value()
        return {"symptom": symptom, "note": _("Common in the morning.")}

    class Meta:
        icon = "clipboard-list"
        label = _("Symptom")
        description = _("A symptom, and what is special about it here.")
        template = "headhealth/blocks/listed_symptom.html"
        value_class = SymptomValue


class SymptomListBlock(SectionBlock):
    """Heading, health aspect, introduction and symptoms."""

    heading = heading_block()
    aspect = aspect_block(default=HealthAspect.SYMPTOMS.value)
    intro = intro_block()
    entries = ListBlock(ListedSymptomBlock(), label=_("Symptoms"), default=[])

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        entries = value.get("entries") or []
        yield from at(("entries",), check_symptoms(len(entries)))
        for index, finding in check_not_repeated(_key(entry) for entry in entries):
            yield LocatedFinding(("entries", index, "symptom"), finding)

    def get_preview_example(self) -> dict[str, Any]:
        return {
            "heading": _("Symptoms of a tension headache"),
            "aspect": HealthAspect.SYMPTOMS.value,
            "intro": _("<p>You may not have all of these.</p>"),
            "entries": [self.child_blocks["entries"].child_block.get_preview_value()],
        }

    class Meta:
        icon = "clipboard-list"
        label = _("Symptom list")
        description = _("Symptoms from the shared list, each with a note where it needs one.")
        template = "headhealth/blocks/symptom_list.html"
        value_class = SymptomListValue
        form_layout = BlockGroup(["heading", "intro", "entries"], settings=["aspect"])


class SymptomEntryBlock(HealthStructBlock):
    """A symptom with its urgency and the conditions it can belong to."""

    symptom = SymptomChooserBlock()
    level = TextChoiceBlock(
        choices=CareLevel.choices,
        label=_("Urgency"),
        help_text=_("How soon somebody with this symptom needs help."),
    )
    note = TextBlock(
        label=_("Note"),
        required=False,
        help_text=_("What makes the symptom this urgent, for example “it came on suddenly”."),
    )
    conditions = ListBlock(ConditionChooserBlock(), label=_("It can belong to"), default=[])

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        conditions = (page.pk if page else None for page in value.get("conditions") or [])
        for index, finding in check_not_repeated(conditions):
            yield LocatedFinding(("conditions", index), finding)

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["conditions"] = shown_pages(value.get("conditions") or [], context)
        return context

    def get_preview_example(self) -> dict[str, Any]:
        return {
            "symptom": self.child_blocks["symptom"].get_preview_value(),
            "level": CareLevel.EMERGENCY.value,
            "note": _("With a high temperature, and confusion."),
            "conditions": [self.child_blocks["conditions"].child_block.get_preview_value()],
        }

    class Meta:
        icon = "clipboard-list"
        label = _("Symptom")
        description = _("A symptom, how urgent it is, and the conditions it can belong to.")
        template = "headhealth/blocks/symptom_entry.html"
        value_class = SymptomValue


class SymptomEntryStreamBlock(HealthStreamBlock):
    """The entries of a symptom list page."""

    entry = SymptomEntryBlock()

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        for index, finding in check_not_repeated(_key(child.value) for child in value):
            yield LocatedFinding((index, "symptom"), finding)

    class Meta:
        icon = "clipboard-list"
        label = _("Symptoms")


def _key(entry: Any) -> Any:
    symptom = entry.get("symptom")
    return symptom.pk if symptom is not None else None
