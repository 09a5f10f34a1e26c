"""Content as lines of plain text, each with the label under which editors know it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.blocks import BooleanBlock, ChoiceBlock, RichTextBlock, StreamValue
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock

from headhealth.blocks.walk import Place, walk
from headhealth.review.content_fields import content_fields
from headhealth.rules.rich_text import CITATION_LINK_TYPE, PassageKind, read_rich_text
from headhealth.workflow.change_notes import field_label

UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""Raised by blocks that hold what no form of today would have stored."""

_EDITOR_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


class Line(NamedTuple):
    """``exact`` tells contents of the same words apart: by formatting, or by what was chosen.

    That of a rich text stands in its first line.
    """

    label: str
    text: str
    exact: str = ""


def shown_fields(model: type[models.Model]) -> list[Any]:
    """The fields of ``model`` that readers can see, then its child relations."""
    names = content_fields(model)
    fields = [field for field in model._meta.get_fields() if field.name in names]
    return sorted(fields, key=lambda field: not isinstance(field, models.Field))


def field_lines(obj: models.Model, name: str) -> list[Line]:
    """Everything that one field or child relation of ``obj`` says, in reading order.

    Raises one of ``UNREADABLE`` for a stream with damaged blocks.
    """
    field = obj._meta.get_field(name)
    if isinstance(field, StreamField):
        return [line for child in getattr(obj, name) for line in block_lines(child)]
    if not isinstance(field, models.Field):
        return list(_row_lines(getattr(obj, name).all()))
    if field.many_to_many:
        return [Line("", str(chosen)) for chosen in getattr(obj, name).all()]
    read = rich_text_lines if isinstance(field, RichTextField) else text_lines
    return read(_in_words(obj, field))


def block_label(child: StreamValue.StreamChild) -> str:
    """The type of the block, and its heading where it has one."""
    name = ""
    label_format = getattr(child.block.meta, "label_format", None)
    if label_format and isinstance(child.value, Mapping):
        # In the editor a table goes by its cells; here its caption says more.
        name = label_format.format_map(
            {key: getattr(value, "caption", value) for key, value in child.value.items()}
        )
    return f"{child.block.label}: {name}" if name else str(child.block.label)


def block_lines(child: StreamValue.StreamChild) -> list[Line]:
    """Everything that the block says, in the order of its form."""
    return [line for place in walk(Place(child.block, child.value)) for line in _own_lines(place)]


def rich_text_lines(html: str, label: str = "") -> list[Line]:
    """The passages of stored rich text, then where its links lead and what it cites."""
    content = read_rich_text(html)
    lines = [
        Line(label, f"• {passage.text}" if passage.kind is PassageKind.ITEM else passage.text)
        for passage in content.passages
    ]
    for link in content.links:
        if link.link_type == CITATION_LINK_TYPE:
            lines.append(Line(_join(label, _("Citation")), link.text))
        else:
            target = f"{link.text} → {link.href}" if link.href else link.text
            lines.append(Line(_join(label, _("Link")), target))
    exact = _EDITOR_BLOCK_KEY.sub("", html)
    return [line._replace(exact=exact) for line in lines[:1]] + lines[1:]


def text_lines(text: str) -> list[Line]:
    """The lines of plain text that have words."""
    return [Line("", " ".join(line.split())) for line in text.splitlines() if line.strip()]


def _row_lines(rows: Iterable[models.Model]) -> Iterator[Line]:
    """Child rows, without the key of their parent and their place in the order."""
    for number, row in enumerate(rows, start=1):
        for field in shown_fields(type(row)):
            if field.name == "sort_order" or isinstance(field, ParentalKey):
                continue
            label = _join(str(number), field_label(type(row), field.name))
            for line in field_lines(row, field.name):
                yield line._replace(label=_join(label, line.label))


def _in_words(obj: Any, field: models.Field) -> str:
    display = getattr(obj, f"get_{field.name}_display", None)
    value = display() if display else getattr(obj, field.name)
    return "" if value is None else str(value)


def _own_lines(place: Place) -> Iterable[Line]:
    """What ``place`` says itself, without the places below it."""
    block, value, _path, labels = place
    label = _join(*labels)
    if isinstance(block, RichTextBlock):
        return rich_text_lines(value.source, label)
    if isinstance(block, BaseTypedTableBlock):
        return _table_lines(value, label)
    if isinstance(block, ImageBlock):
        return _image_lines(value, label)
    if hasattr(block, "child_blocks") or hasattr(block, "child_block"):
        return []
    if isinstance(block, ChoiceBlock):
        text = str(dict(block.field.choices).get(value, value)) if value else ""
    elif isinstance(block, BooleanBlock):
        text = _("Yes") if value else _("No")
    else:
        text = str(value)
    exact = str(getattr(value, "pk", ""))
    return [Line(label, text, exact)] if text else []


def _table_lines(table: Any, label: str) -> Iterator[Line]:
    if table.caption:
        yield Line(_join(label, _("Caption")), table.caption)
    headings = " | ".join(column["heading"] or "" for column in table.columns)
    if headings:
        yield Line(_join(label, _("Headings")), headings)


def _image_lines(image: Any, label: str) -> Iterator[Line]:
    yield Line(label, str(image), str(image.pk))
    if image.decorative:
        yield Line(_join(label, _("Alt text")), _("Decorative"))
    elif image.contextual_alt_text:
        yield Line(_join(label, _("Alt text")), image.contextual_alt_text)


def _join(*labels: str) -> str:
    return " › ".join(filter(None, labels))
