"""Stored contents by chance, made from the schema: a new field or block is in them by itself.

Hypothesis gives the chance only. Its own strategies prefer small contents and repeat them, and
find a fraction of the faults in the same number of examples.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents.models import Document
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from headhealth.models import ConditionPage, Contributor, Source, Symptom, TreatmentPage
from tests import factories
from tests.integration.fingerprint.reader_view import shown_fields

TARGETS: dict[type[models.Model], tuple[int, int]] = {
    Symptom: (900001, 900002),
    Contributor: (900001, 900002),
    Source: (900001, 900002),
    Image: (900001, 900002),
    Document: (900001, 900002),
    ConditionPage: (900001, 900002),
    TreatmentPage: (900003, 900004),
}
"""What contents refer to, by the keys of two rows each: see ``make_targets``."""
DELETED = 990001

TEXTS = [
    "", " ", "a", "ten tablets", "one tablet", "a\nb", "a\r\nb", "a\rb", "None", "0", "1", "[]",
    ' data-block-key="x1y2z"', 'Take ten data-block-key="x1y2z" tablets',
    '<p data-block-key="x1y2z">Do not</p>', "<p>Do not</p>", "&lt;p&gt;", "<!-- a -->", "<",
    '[{"type": "text", "value": "a", "id": "b"}]', '{"type": "item", "value": "a"}',
]  # fmt: skip
FLAGS = [True, False, None]
NUMBERS = [None, 0, 1, 1.0, 1.5, 1e16, 10**16, -0.0, 1e-7]
DECIMALS = ["0", "1", "1.0", "1.50"]
DATES = [None, "2026-01-01", "2026-01-02"]
SCALARS = [*TEXTS, *FLAGS, *NUMBERS]
IDS = ["5a", "5b", "item", ""]

_KEYS = ["", "", ' data-block-key="x1y2z"', ' data-block-key="abcde"']
_INLINE = [
    "a", "one", "ten", "<b>not</b>", "not", "<i>a</i>", "<br/>", "&amp;", "a\nb", "a\r\nb",
    *(f'<a linktype="page" id="{key}">there</a>' for key in (900001, 900002, DELETED)),
    *(f'<a linktype="document" id="{key}">file</a>' for key in (900001, 900002)),
    *(f'<a linktype="source" id="{key}">[NHS]</a>' for key in (900001, 900002)),
    '<a href="https://example.org/a">out</a>', '<a href="https://example.org/b">out</a>',
]  # fmt: skip
_STRANGE = [
    '<textarea><p data-block-key="x1y2z">a</p></textarea>',
    "<textarea><p>a</p></textarea>",
    '<title> data-block-key="x1y2z"</title>',
    '<!-- <p data-block-key="x1y2z"> --><p>a</p>',
    '<script> data-block-key="x1y2z"</script>',
    '<a title=\' data-block-key="x1y2z"\' href="#">a</a>',
    '<a title="<p data-block-key=" href="#">a</a>',
    '<p\xa0data-block-key="x1y2z">a</p>',
    '<p\x0bdata-block-key="x1y2z">a</p>',
    "<p\tdata-block-key=x1y2z>a</p>",
    '<a data-block-key="x>" linktype="page" id="900001">a</a>',
    '<p DATA-BLOCK-KEY="x1y2z" class="b">a</p>',
    'a data-block-key="x1y2z" b',
    '<plaintext><p data-block-key="x1y2z">',
    '<embed embedtype="image" id="900001" alt="b" format="left"/>',
    '<embed embedtype="image" id="900001" alt="c" format="left"/>',
]

generated_blocks: set[type] = set()
generated_fields: set[tuple[type, str]] = set()


def rich_text(chance: Random) -> str:
    """Mostly what the editor writes."""
    return "".join(_element(chance) for _ in range(chance.choice([0, 1, 1, 2])))


def _element(chance: Random) -> str:
    if chance.random() < 0.15:
        return chance.choice(_STRANGE)
    element = chance.choice(["p", "p", "h3", "h4", "ul", "ol", "blockquote"])
    words = " ".join(chance.choices(_INLINE, k=chance.randint(0, 2)))
    if element in ("ul", "ol"):
        words = f"<li{chance.choice(_KEYS)}>{words}</li>"
    return f"<{element}{chance.choice(_KEYS)}>{words}</{element}>"


def _few(make: Callable[[], Any], chance: Random) -> list[Any]:
    return [make() for _ in range(chance.choice([0, 1, 1, 2, 2, 3]))]


def _key_of(model: type[models.Model], chance: Random) -> int | None:
    known = [key for each, keys in TARGETS.items() if issubclass(each, model) for key in keys]
    return chance.choice([*known, *known, None, DELETED])


def stored_block(block: Any, chance: Random) -> Any:
    """What ``block`` may store."""
    generated_blocks.add(type(block))
    match block:
        case blocks.BaseStreamBlock():
            return _few(lambda: _stream_child(block, chance), chance)
        case blocks.BaseStructBlock():
            share = chance.choice([1, 1, 0.8, 0.4])
            return {
                name: stored_block(child, chance)
                for name, child in block.child_blocks.items()
                if chance.random() < share
            }
        case blocks.ListBlock():
            return _few(lambda: _item(block, chance), chance)
        case BaseTypedTableBlock():
            return _table(block, chance)
        case blocks.RichTextBlock():
            return rich_text(chance)
        case blocks.ChooserBlock():
            return _key_of(block.model_class, chance)
        case blocks.ChoiceBlock():
            values = [value for value, _label in block.field.choices]
            return chance.choice([*values, None])
        case blocks.BooleanBlock():
            return chance.choice(FLAGS)
        case blocks.IntegerBlock() | blocks.FloatBlock():
            return chance.choice(NUMBERS)
        case blocks.DecimalBlock():
            return chance.choice(DECIMALS)
        case blocks.DateBlock():
            return chance.choice(DATES)
        case blocks.StaticBlock():
            return None
    return chance.choice([*TEXTS, None])


def _stream_child(block: Any, chance: Random) -> dict[str, Any]:
    name, child = chance.choice(list(block.child_blocks.items()))
    stored = {"type": name, "value": stored_block(child, chance), "id": chance.choice(IDS)}
    if chance.random() < 0.3:
        del stored["id"]
    return stored


def _item(block: Any, chance: Random) -> Any:
    """An item as it is stored today, or the bare value of the format before."""
    value = stored_block(block.child_block, chance)
    if chance.random() < 0.3:
        return value
    return {"type": "item", "value": value, "id": chance.choice(IDS)}


def _table(block: Any, chance: Random) -> Any:
    if chance.random() < 0.1:
        return None
    names = list(block.child_blocks)
    columns = [
        {"type": chance.choice(names), "heading": chance.choice(TEXTS)}
        for _ in range(chance.randint(1, 2))
    ]
    children = [block.child_blocks[column["type"]] for column in columns]
    rows = _few(lambda: {"values": [stored_block(child, chance) for child in children]}, chance)
    caption = {"caption": chance.choice(TEXTS)} if chance.random() < 0.8 else {}
    return {"columns": columns, "rows": rows, **caption}


def stored_content(
    reviewed: tuple[type[models.Model], ...], chance: Random
) -> tuple[type[models.Model], dict[str, Any]]:
    """One of the reviewed models, the larger ones more often, and a snapshot of it."""
    model = chance.choices(reviewed, [sum(_weights(each).values()) for each in reviewed])[0]
    return model, stored_row(model, chance)


def stored_row(model: type[models.Model], chance: Random) -> dict[str, Any]:
    """A row of ``model`` as a snapshot holds it: a few of its fields, with what may be in them."""
    weights = _weights(model)
    names = chance.choices(list(weights), list(weights.values()), k=chance.randint(1, 2))
    generated_fields.update((model, name) for name in names)
    shown = shown_fields(model)
    return {name: stored_field(shown[name], chance) for name in sorted(set(names))}


@cache
def _weights(model: type[models.Model]) -> dict[str, int]:
    """How much there is in each field."""
    return {
        name: 1 + _size(field.stream_block) // 4 if isinstance(field, StreamField) else 1
        for name, field in shown_fields(model).items()
    }


def _size(block: Any) -> int:
    children = [*getattr(block, "child_blocks", {}).values()]
    if isinstance(block, blocks.ListBlock):
        children.append(block.child_block)
    return 1 + sum(_size(child) for child in children)


def stored_field(field: Any, chance: Random) -> Any:
    """What a snapshot may hold for ``field``, a field or a relation."""
    match field:
        case models.ManyToOneRel():
            model = field.related_model
            return numbered(model, _few(lambda: stored_row(model, chance), chance))
        case StreamField():
            return json.dumps(stored_block(field.stream_block, chance))
        case RichTextField():
            return rich_text(chance)
        case ParentalManyToManyField():
            return chance.choice([[], [900001], [900002], [900001, 900002], [900002, 900001]])
        case models.ForeignKey():
            return _key_of(field.related_model, chance)
        case models.BooleanField():
            return chance.choice([True, False])
        case models.FloatField():
            return chance.choice([0.0, 1.0, 1.5, 1e16])
        case models.DecimalField():
            return chance.choice(DECIMALS)
        case models.DateField():
            return chance.choice(DATES)
        case models.CharField() if field.choices:
            return chance.choice([value for value, _label in field.choices])
        case models.CharField() | models.TextField():
            return chance.choice(TEXTS)
    raise NotImplementedError(f"Add values of {field!r} to these.")


def numbered(model: type[models.Model], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with keys, and with their places where the model has such."""
    is_ordered = any(field.name == "sort_order" for field in model._meta.fields)
    return [
        {**row, "pk": number, **({"sort_order": number} if is_ordered else {})}
        for number, row in enumerate(rows, 1)
    ]


def make_targets(a_to_z: Page) -> None:
    """The rows that contents refer to."""
    for number in (1, 2):
        key = 900000 + number
        factories.SymptomFactory(pk=key)
        factories.ContributorFactory(pk=key)
        factories.SourceFactory(pk=key)
        file = get_test_image_file(filename=f"{number}.png", size=(number, 1))
        Image.objects.create(pk=key, title=f"Image {number}", file=file)
        document = ContentFile(b"%d" % number, name=f"{number}.txt")
        Document.objects.create(pk=key, title=f"Document {number}", file=document)
        factories.ConditionPageFactory(parent=a_to_z, pk=key, title=f"Condition {number}")
        factories.TreatmentPageFactory(parent=a_to_z, pk=key + 2, title=f"Treatment {number}")
