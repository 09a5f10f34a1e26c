"""What the content rules say about a whole object."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import RichTextField, StreamField

from headhealth.blocks.content_language import content_language_of
from headhealth.blocks.findings import BlockFinding, stream_findings, text_findings
from headhealth.review.content_fields import content_fields
from headhealth.rules.findings import Severity
from headhealth.workflow.change_notes import field_label


def content_findings(obj: models.Model) -> list[BlockFinding]:
    """Every finding in the content of ``obj``: errors first, then advice, in the fields' order."""
    findings = _field_errors(obj)
    with content_language_of(obj):
        for field in _content_fields(obj):
            value = getattr(obj, field.name)
            if isinstance(field, StreamField):
                findings += stream_findings(value)
            elif isinstance(field, RichTextField | models.TextField) and value:
                findings += text_findings(value, label=field_label(type(obj), field.name))
    return sorted(findings, key=lambda finding: finding.severity != Severity.ERROR)


def content_errors(obj: models.Model) -> list[BlockFinding]:
    """The findings that stop an approval."""
    return [finding for finding in content_findings(obj) if finding.severity == Severity.ERROR]


def _content_fields(obj: models.Model) -> list[Any]:
    names = content_fields(type(obj))
    return [field for field in obj._meta.concrete_fields if field.name in names]


def _field_errors(obj: models.Model) -> list[BlockFinding]:
    """What the model itself refuses: a draft may lack fields that public content needs."""
    checked = {field.name for field in _content_fields(obj)}
    others = {field.name for field in obj._meta.get_fields()} - checked
    try:
        obj.clean_fields(exclude=others)
    except ValidationError as error:
        return [
            BlockFinding(
                label=field_label(type(obj), name),
                message=" ".join(messages),
                severity=Severity.ERROR,
                code="field",
            )
            for name, messages in error.message_dict.items()
        ]
    return []
