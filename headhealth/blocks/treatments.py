"""Treatments: pages of their own or written inline, with the same facets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BlockGroup, CharBlock, StructValue

from headhealth.blocks.choosers import HealthPageChooserBlock
from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.rich_text import ANSWER_FEATURES, HealthRichTextBlock
from headhealth.blocks.rule_checked import (
    HealthStreamBlock,
    HealthStructBlock,
    LocatedFinding,
    at,
)
from headhealth.blocks.section import SectionBlock, aspect_block, heading_block, intro_block
from headhealth.rules.rich_text import has_words
from headhealth.rules.section_items import check_not_repeated, check_treatments
from headhealth.rules.treatments import check_facets


class TreatmentFacet(NamedTuple):
    """One question that information on a treatment answers."""

    name: str
    label: Any
    help_text: Any
    aspect: str = ""
    """A value of ``HealthAspect``, where one fits."""


TREATMENT_FACETS = (
    TreatmentFacet(
        "how_it_works",
        _("How it works"),
        _("What it does, and how long that takes to help."),
        HealthAspect.HOW_IT_WORKS.value,
    ),
    TreatmentFacet("who_it_is_for", _("Who it is for"), _("Who can have it, and who should not.")),
    TreatmentFacet(
        "benefits",
        _("Benefits"),
        _("How likely it is to help, in numbers where they are known."),
        HealthAspect.BENEFITS.value,
    ),
    TreatmentFacet(
        "risks",
        _("Risks and side effects"),
        _("Common ones first, then rare but serious ones."),
        HealthAspect.SIDE_EFFECTS.value,
    ),
    TreatmentFacet(
        "without_treatment",
        _("What happens without it"),
        _("What to expect without this treatment, also where that is nothing bad."),
    ),
    TreatmentFacet(
        "daily_life",
        _("Effect on daily life"),
        _("Work, driving, sleep, family, cost and time."),
    ),
    TreatmentFacet(
        "alternatives", _("Other options"), _("What people can choose instead, or as well.")
    ),
    TreatmentFacet(
        "questions_to_ask",
        _("Questions to ask"),
        _("What to ask a doctor or pharmacist before deciding together."),
    ),
)
"""In the order in which readers find them: what DISCERN asks for in its items 9 to 15."""


class FacetText(NamedTuple):
    """What one treatment says on one facet."""

    name: str
    label: Any
    text: Any
    """Rich text, never empty."""
    aspect: str = ""

    @property
    def slug(self) -> str:
        """Names the facet in anchors and classes."""
        return self.name.replace("_", "-")


@dataclass(frozen=True)
class ComparedFacets:
    """The texts of a treatment that stands among others."""

    weighed: list[FacetText]
    """Benefits beside risks: what people weigh first, and neither without the other."""
    others: list[FacetText]

    @classmethod
    def of(cls, facets: Iterable[FacetText]) -> ComparedFacets:
        compared = cls([], [])
        for facet in facets:
            is_weighed = facet.name in ("benefits", "risks")
            (compared.weighed if is_weighed else compared.others).append(facet)
        return compared


class TreatmentValue(StructValue):
    @property
    def compared_facets(self) -> ComparedFacets:
        return ComparedFacets.of(self.facets)

    @property
    def facets(self) -> list[FacetText]:
        """The facets that have a text; the same as a treatment page's."""
        return [
            FacetText(facet.name, facet.label, self[facet.name])
            for facet in TREATMENT_FACETS
            if self._answers(facet)
        ]

    @property
    def answered(self) -> list[tuple[str, bool]]:
        """Label of every facet, and whether it has a text."""
        return [(facet.label, self._answers(facet)) for facet in TREATMENT_FACETS]

    def _answers(self, facet: TreatmentFacet) -> bool:
        text = self.get(facet.name)
        return bool(text) and has_words(text.source)


class InlineTreatmentBlock(HealthStructBlock):
    """A treatment without a page of its own: its name, and the facets."""

    name = CharBlock(label=_("Name"), max_length=255)

    def __init__(self, **kwargs: Any) -> None:
        facets = [
            (
                facet.name,
                HealthRichTextBlock(
                    label=facet.label,
                    help_text=facet.help_text,
                    features=ANSWER_FEATURES,
                    required=False,
                ),
            )
            for facet in TREATMENT_FACETS
        ]
        super().__init__(facets, **kwargs)

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        return at((), check_facets(value.answered))

    class Meta:
        icon = "edit"
        label = _("Treatment written here")
        description = _("A treatment without a page of its own, told in the same eight parts.")
        template = "headhealth/blocks/treatment_inline.html"
        value_class = TreatmentValue
        label_format = "{name}"
        preview_value = {
            "name": _("Heat"),
            "how_it_works": _("<p>Warmth relaxes tight muscles.</p>"),
            "benefits": _("<p>It may ease the pain for an hour or two.</p>"),
            "risks": _("<p>It can burn your skin if it is too hot.</p>"),
        }


class TreatmentPageBlock(HealthPageChooserBlock):
    """A treatment with a page of its own."""

    shows_content = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="headhealth.TreatmentPage", **kwargs)

    def get_preview_value(self) -> Model:
        return self.model_class(
            title=str(_("Paracetamol")),
            live=True,
            summary=str(_("Paracetamol eases mild to moderate pain.")),
            how_it_works=str(_("<p>It blocks pain signals.</p>")),
            risks=str(_("<p>Too much can damage your liver.</p>")),
        )

    class Meta:
        icon = "doc-full"
        label = _("Treatment page")
        description = _("A treatment that has a page of its own; its text is shown here as well.")
        template = "headhealth/blocks/treatment_page.html"


class TreatmentStreamBlock(HealthStreamBlock):
    """The treatments of one section."""

    page = TreatmentPageBlock()
    inline = InlineTreatmentBlock()

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        pages = (
            child.value.pk if child.block_type == "page" and child.value else None
            for child in value
        )
        for index, finding in check_not_repeated(pages):
            yield LocatedFinding((index,), finding)

    class Meta:
        required = False
        template = "headhealth/blocks/treatments.html"


class TreatmentSectionBlock(SectionBlock):
    """Heading, health aspect, introduction and treatments."""

    heading = heading_block()
    aspect = aspect_block(default=HealthAspect.TREATMENTS.value)
    intro = intro_block()
    treatments = TreatmentStreamBlock(label=_("Treatments"))

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        yield from at(("treatments",), check_treatments(len(value.get("treatments") or [])))

    def get_preview_example(self) -> dict[str, Any]:
        children = self.child_blocks["treatments"].child_blocks
        return {
            "heading": _("Treatments for a tension headache"),
            "aspect": HealthAspect.TREATMENTS.value,
            "intro": _("<p>Most headaches pass without treatment.</p>"),
            "treatments": [(name, child.get_preview_value()) for name, child in children.items()],
        }

    class Meta:
        icon = "plus-inverse"
        label = _("Treatment section")
        description = _("Treatments side by side, each with its benefits, risks and alternatives.")
        template = "headhealth/blocks/treatment_section.html"
        form_layout = BlockGroup(["heading", "intro", "treatments"], settings=["aspect"])


def chosen_treatments(body: Iterable[Any]) -> Iterator[Any]:
    """The treatment pages that the treatment sections of ``body`` show, deleted ones apart."""
    for section in body:
        if isinstance(section.block, TreatmentSectionBlock):
            children = section.value.get("treatments") or ()
            yield from (child.value for child in children if _is_shown_page(child))


def _is_shown_page(child: Any) -> bool:
    return isinstance(child.block, TreatmentPageBlock) and child.value is not None
