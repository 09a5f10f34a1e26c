"""The whole of a content as text, for people who have no editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from headhealth.content_diff.content_lines import (
    UNREADABLE,
    Line,
    block_label,
    block_lines,
    field_lines,
    shown_fields,
)
from headhealth.workflow.change_notes import field_label


class TextPart(NamedTuple):
    """What stands in one field, or in one block of a stream, under its name."""

    label: str
    lines: list[Line]


def content_text(obj: Any) -> list[TextPart]:
    """Everything that readers can see of ``obj``, in the order of its fields; no empty part."""
    fields = shown_fields(type(obj))
    return [part for field in fields for part in _parts(obj, field) if part.lines]


def _parts(obj: Any, field: Any) -> Iterator[TextPart]:
    label = field_label(type(obj), field.name)
    try:
        if isinstance(field, StreamField):
            for child in getattr(obj, field.name):
                yield TextPart(f"{label} › {block_label(child)}", block_lines(child))
        else:
            yield TextPart(label, field_lines(obj, field.name))
    except UNREADABLE:
        yield TextPart(label, [Line("", _("This part cannot be shown: its data is damaged."))])
