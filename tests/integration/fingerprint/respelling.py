"""The same content in another spelling, as a paste, a form, a migration or a database writes it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from random import Random
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField

from tests.integration.fingerprint.reader_view import shown_fields

_OPENING = re.compile(r'<(p|h3|h4|ul|ol|li|blockquote)(?: data-block-key="[a-z0-9]{5}")?>')
_OF_THE_EDITOR = re.compile(
    rf"(?:[^<>]|{_OPENING.pattern}|</(?:p|h3|h4|ul|ol|li|blockquote|a|b|i)>|<(?:b|i|br/)>"
    r'|<a (?:linktype="[a-z]+" id="[0-9]+"|href="[a-z:/.]+")>)*'
)
_TEXTS = (
    blocks.CharBlock, blocks.TextBlock, blocks.ChoiceBlock, blocks.RawHTMLBlock,
)  # fmt: skip


def respelt(model: type[models.Model], row: dict[str, Any], chance: Random) -> dict[str, Any]:
    """``row``, a snapshot of ``model`` or of one of its child rows, spelt in another way."""
    shown = shown_fields(model)
    spelt = {
        name: _field(shown[name], value, chance) if name in shown else value
        for name, value in row.items()
    }
    for name, field in shown.items():
        if name not in row and isinstance(field, StreamField) and chance.random() < 0.5:
            spelt[name] = "[]"
    return _shuffled(spelt, chance)


def _field(field: Any, value: Any, chance: Random) -> Any:
    match field:
        case models.ManyToOneRel():
            return _rows(field.related_model, value, chance)
        case StreamField():
            return json.dumps(_block(field.stream_block, json.loads(value), chance))
        case RichTextField():
            return _rich_text(value, chance)
        case ParentalManyToManyField():
            return chance.sample(value, len(value))
        case models.DecimalField():
            return str(Decimal(value).quantize(Decimal(chance.choice(["1.00", "1.0000"]))))
        case models.FloatField():
            return int(value) if value.is_integer() and chance.random() < 0.5 else value
        case models.CharField() | models.TextField():
            return _line_ends(value, chance)
    return value


def _rows(model: type[models.Model], rows: list[dict[str, Any]], chance: Random) -> Any:
    """With other keys. Where the rows have places, those count and not the order in the list."""
    start = chance.randint(0, 1000)
    spelt = [
        {**respelt(model, row, chance), "pk": start + number} for number, row in enumerate(rows)
    ]
    is_ordered = any("sort_order" in row for row in rows)
    return chance.sample(spelt, len(spelt)) if is_ordered else spelt


def _block(block: Any, value: Any, chance: Random) -> Any:
    match block:
        case blocks.BaseStreamBlock():
            return [_stream_child(block, child, chance) for child in value]
        case blocks.BaseStructBlock():
            return _struct(block, value, chance)
        case blocks.ListBlock():
            return [_item(block, item, chance) for item in value]
        case BaseTypedTableBlock():
            return _table(block, value, chance)
        case blocks.RichTextBlock():
            return _rich_text(value, chance)
        case blocks.BooleanBlock():
            return value or chance.choice([None, False])
    if isinstance(block, blocks.RawHTMLBlock) and not value:
        # Without a value it shows the word "None".
        return value
    if isinstance(block, _TEXTS):
        return _line_ends(value, chance) if value else chance.choice([None, ""])
    return value


def _stream_child(block: Any, child: dict[str, Any], chance: Random) -> dict[str, Any]:
    value = _block(block.child_blocks[child["type"]], child["value"], chance)
    identity = {"id": str(chance.random())} if chance.random() < 0.7 else {}
    return _shuffled({"type": child["type"], "value": value, **identity}, chance)


def _struct(block: Any, value: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Parts that have their default are written or missing."""
    parts = {}
    for name, child in block.child_blocks.items():
        default = json.loads(
            json.dumps(child.get_prep_value(child.get_default()), cls=DjangoJSONEncoder)
        )
        stored = value.get(name, default)
        if stored != default or chance.random() < 0.5:
            parts[name] = _block(child, stored, chance)
    return _shuffled(parts, chance)


def _item(block: Any, item: Any, chance: Random) -> Any:
    is_wrapped = isinstance(item, dict) and item.keys() == {"type", "value", "id"}
    value = _block(block.child_block, item["value"] if is_wrapped else item, chance)
    if chance.random() < 0.3:
        return value
    return _shuffled({"type": "item", "value": value, "id": str(chance.random())}, chance)


def _table(block: Any, value: Any, chance: Random) -> Any:
    if not value:
        return chance.choice([None, {"columns": [], "rows": [], "caption": ""}])
    children = [block.child_blocks[column["type"]] for column in value["columns"]]
    rows = [
        {"values": [_block(*pair, chance) for pair in zip(children, row["values"], strict=True)]}
        for row in value["rows"]
    ]
    caption = value.get("caption", "")
    written = {"caption": caption} if caption or chance.random() < 0.5 else {}
    return _shuffled({"columns": value["columns"], "rows": rows, **written}, chance)


def _rich_text(value: str, chance: Random) -> str:
    """With other block keys, where it is what the editor writes."""
    if not _OF_THE_EDITOR.fullmatch(value):
        return value
    keys = ["", ' data-block-key="zzzzz"', ' data-block-key="12345"']
    spelt = _OPENING.sub(lambda tag: f"<{tag[1]}{chance.choice(keys)}>", value)
    return _line_ends(spelt, chance)


def _line_ends(text: str, chance: Random) -> str:
    return (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", chance.choice(["\n", "\r\n"]))
    )


def _shuffled(parts: dict[str, Any], chance: Random) -> dict[str, Any]:
    return dict(chance.sample(list(parts.items()), len(parts)))
