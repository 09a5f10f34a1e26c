"""An independent view of what anonymous readers get of a content.

It asks Wagtail for the values that a template would print, and a browser's reading of rich text.
It knows nothing of the walker or of the canonical form.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.db.backends.utils import format_number
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock, TypedTable
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import (
    COMMENTS_RELATION_NAME,
    DraftStateMixin,
    LockableMixin,
    Page,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.rich_text import expand_db_html

from headhealth.review.content_snapshot import restore_snapshot
from tests.integration.fingerprint.browser_tokens import browser_tokens

UNREADABLE = "a page that cannot be shown"
UNTOLD = ("untold",)
_WAGTAILS = (
    Page, DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin,
)  # fmt: skip
_SHOWN_OF_PAGES = ("title", "seo_title", "search_description")


@cache
def shown_fields(model: type[models.Model]) -> dict[str, Any]:
    """The fields and relations of ``model`` that hold content, by name."""
    bases = [base for base in _WAGTAILS if issubclass(model, base)]
    wagtails = {field.name for base in bases for field in base._meta.get_fields()}
    hidden = {name for base in model.__mro__ for name in vars(base).get("review_exempt_fields", ())}
    if issubclass(model, Page):
        wagtails -= set(_SHOWN_OF_PAGES)
    else:
        hidden |= {"pk", "id", "sort_order"}
    fields = {
        field.name: field
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)
        if not (isinstance(field, ParentalKey) or field.generated)
        and not getattr(field.remote_field, "parent_link", False)
    }
    relations = {
        relation.get_accessor_name(): relation for relation in get_all_child_relations(model)
    }
    relations.pop(COMMENTS_RELATION_NAME, None)
    return {n: each for n, each in (fields | relations).items() if n not in wagtails | hidden}


def reader_view(model: type[models.Model], snapshot: dict[str, Any]) -> Any:
    """All that readers get of the content of ``snapshot``, comparable and hashable."""
    try:
        # Loading changes what it is given.
        return row_view(restore_snapshot(model, json.loads(json.dumps(snapshot)), None))
    except Exception:
        return UNREADABLE


def row_view(row: models.Model) -> Any:
    """The same of an object or a child row in memory."""
    shown = shown_fields(type(row))
    return tuple((name, _field_view(row, name, field)) for name, field in sorted(shown.items()))


def _field_view(row: Any, name: str, field: Any) -> Any:
    if isinstance(field, models.ManyToOneRel):
        ordering = field.related_model._meta.ordering or ["pk"]
        rows = getattr(row, name).all()
        # A relation without an order: as the database keeps the rows, the new ones last.
        if ordering != ["pk"] or all(each.pk for each in rows):
            rows = rows.order_by(*ordering)
        return tuple(row_view(each) for each in rows)
    if isinstance(field, ParentalManyToManyField):
        return tuple(sorted({each.pk for each in getattr(row, name).all()}))
    value = getattr(row, field.attname)
    try:
        if isinstance(field, StreamField):
            return _stream_view(value)
        if isinstance(field, RichTextField):
            return browser_tokens(expand_db_html(value or ""))
        return _printed(_of_the_database(field, value))
    except Exception:
        return UNREADABLE


def _of_the_database(field: Any, value: Any) -> Any:
    value = field.to_python(value)
    if isinstance(field, models.DecimalField) and value is not None:
        return format_number(value, field.max_digits, field.decimal_places)
    return value


def _stream_view(value: blocks.StreamValue) -> Any:
    if value.raw_text:
        return ("text", value.raw_text)
    return tuple((child.block_type, _view(child.block, child.value)) for child in value)


def _view(block: Any, value: Any) -> Any:
    match value:
        case blocks.StreamValue():
            return _stream_view(value)
        case blocks.StructValue():
            children = value.block.child_blocks
            return tuple((name, _view(children[name], each)) for name, each in value.items())
        case blocks.list_block.ListValue():
            return tuple(_view(block.child_block, each) for each in value)
        case TypedTable():
            heads = tuple(
                (column["block"].name, _printed(column["heading"])) for column in value.columns
            )
            cells = tuple(
                tuple(_view(cell.block, cell.value) for cell in row) for row in value.rows
            )
            return (_printed(value.caption), heads, cells)
        case models.Model():
            alternative = (
                (_printed(value.contextual_alt_text), bool(value.decorative))
                if isinstance(block, ImageBlock)
                else ()
            )
            return (value._meta.label, value.pk, *alternative)
    if isinstance(block, blocks.RichTextBlock):
        return browser_tokens(expand_db_html(value.source))
    if isinstance(block, blocks.BooleanBlock):
        return bool(value)
    if isinstance(block, blocks.StaticBlock):
        return UNTOLD
    if isinstance(block, BaseTypedTableBlock | ImageBlock) and value is None:
        return UNTOLD
    return _printed(value)


def _printed(value: Any) -> str:
    """``value`` as a template prints it; None, which templates guard against, as nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and "e" in repr(value):
        # SQLite gives 1e+16 back, PostgreSQL 10000000000000000.
        return str(int(Decimal(repr(value))))
    return str(value).replace("\r\n", "\n").replace("\r", "\n")
