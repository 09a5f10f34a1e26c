"""The streams of a page's fields that name people, sources and other pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from headhealth.blocks.choosers import (
    ConditionChooserBlock,
    ContributorChooserBlock,
    RelatedPageChooserBlock,
    SourceChooserBlock,
)
from headhealth.blocks.rule_checked import HealthStreamBlock, LocatedFinding
from headhealth.rules.section_items import check_not_repeated


class ChoiceStreamBlock(HealthStreamBlock):
    """A list of choices, none of them twice."""

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        chosen = (child.value.pk if child.value is not None else None for child in value)
        for index, finding in check_not_repeated(chosen):
            yield LocatedFinding((index,), finding)


class ContributorStreamBlock(ChoiceStreamBlock):
    contributor = ContributorChooserBlock()

    class Meta:
        icon = "user"
        label = _("Authors")


class SourceStreamBlock(ChoiceStreamBlock):
    source = SourceChooserBlock()

    class Meta:
        icon = "doc-full"
        label = _("Sources")


class ConditionStreamBlock(ChoiceStreamBlock):
    page = ConditionChooserBlock()

    class Meta:
        icon = "doc-full-inverse"
        label = _("Conditions")


class RelatedPageStreamBlock(ChoiceStreamBlock):
    page = RelatedPageChooserBlock()

    class Meta:
        icon = "link"
        label = _("Related pages")
