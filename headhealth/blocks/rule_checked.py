"""Blocks that check their content against the rules when it is submitted or published."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlock, StreamValue, StructBlock, StructValue

from headhealth.blocks.content_language import applies
from headhealth.blocks.error_tree import Path, add_error
from headhealth.blocks.preview import PREVIEW_TEMPLATE, in_active_language
from headhealth.blocks.rule_messages import as_validation_error
from headhealth.blocks.stable_definition import StableDefinitionMixin
from headhealth.rules.findings import Finding, Severity

VALIDATION_LOCK = threading.RLock()
"""Held while blocks are cleaned.

Wagtail defers the validation of a draft by switching the block objects themselves, which all
threads share: an autosave in one thread would let a publish in another pass unchecked.
"""


class LocatedFinding(NamedTuple):
    """A finding and the child it is about, () for the block itself."""

    path: Path
    finding: Finding


def at(path: Path, findings: Iterable[Finding]) -> Iterable[LocatedFinding]:
    """``findings`` of a rule, all of them about the child at ``path``."""
    return (LocatedFinding(path, finding) for finding in findings)


class RuleCheckedMixin:
    """Mixin for container blocks with rules of their own.

    Errors of rules stop ``clean`` at the child they are about, together with Wagtail's own, except
    while a draft is saved. Advice stops nothing; ``headhealth.blocks.findings`` lists it.
    """

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        """What the rules say about ``value``, which may be uncleaned and incomplete.

        Of this block only: its children check themselves.
        """
        return ()

    def applicable_findings(self, value: Any) -> Iterable[LocatedFinding]:
        """``located_findings`` without those that mean nothing in the language of the content."""
        return (found for found in self.located_findings(value) if applies(found.finding))

    def clean(self: Any, value: Any) -> Any:
        cleaned, errors = None, None
        try:
            cleaned = super().clean(value)
        except ValidationError as error:
            errors = error
        if not self.is_deferred_validation:
            for path, finding in self.applicable_findings(value):
                if finding.severity is Severity.ERROR:
                    errors = add_error(self, value, errors, path, as_validation_error(finding))
        if errors is not None:
            raise errors
        return cleaned


class HealthStructBlock(StableDefinitionMixin, RuleCheckedMixin, StructBlock):
    """Base of the struct blocks of this app."""

    def get_preview_value(self) -> StructValue:
        return self.normalize(in_active_language(self.get_preview_example()))

    def get_preview_example(self) -> dict[str, Any]:
        """What the preview shows; ``Meta.preview_value``, unless it takes objects to show it."""
        return self.meta.preview_value

    class Meta:
        preview_template = PREVIEW_TEMPLATE


class HealthStreamBlock(RuleCheckedMixin, StreamBlock):
    """Base of the stream blocks of this app: of a page's fields, and inside other blocks."""

    def clean(self, value: StreamValue) -> StreamValue:
        with VALIDATION_LOCK:
            return super().clean(value)

    def clean_deferred(self, value: StreamValue) -> StreamValue:
        with VALIDATION_LOCK:
            return super().clean_deferred(value)
