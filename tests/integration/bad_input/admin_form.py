"""The admin's own forms, filled in as a browser posts them, with every text input known by name.

Inputs are read from the forms and block definitions of the models, so that what is added to a model
is tested without a word here, except where a rule asks for a wording (``WORDINGS``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.blocks import (
    BaseStreamBlock,
    BaseStructBlock,
    Block,
    BooleanBlock,
    ChoiceBlock,
    ChooserBlock,
    FieldBlock,
    ListBlock,
    RichTextBlock,
)
from wagtail.blocks.base import BlockField
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.models import AbstractPage

WORDINGS = {
    "care_card.heading": "{} if:",
    "dos_and_donts.donts": "do not drive {}",
}
"""What the rules want round any text, by the end of the input's path."""

_EXAMPLES: list[tuple[type[forms.Field], str]] = [
    (forms.SlugField, "a-page"),
    (forms.URLField, "https://example.org/guideline"),
]


@dataclass(frozen=True)
class TextInput:
    """One input for free text: ``name`` in the form, ``path`` from field down to child block."""

    name: str
    path: str
    is_rich: bool = False
    max_length: int | None = None

    def posted(self, text: str) -> str:
        """What a browser sends when ``text`` is typed."""
        return draftail(text) if self.is_rich else text

    def worded(self, text: str) -> str:
        """``text`` as the rules want it here."""
        for end, wording in WORDINGS.items():
            if self.path.endswith(end):
                return wording.format(text)
        return text


@dataclass(frozen=True)
class Chosen:
    """Stands for the key of an object, which the test has."""

    model: type


class AdminForm:
    """The form to add a ``model``, with one block of every kind in each stream."""

    def __init__(self, model: type) -> None:
        self.model = model
        self.texts: list[TextInput] = []
        self.formatted: list[TextInput] = []
        """Inputs for text of a given form: addresses, dates, numbers."""
        self._others: dict[str, str | Chosen] = {}
        for name, field in self._form_class().base_fields.items():
            self._read_field(name, field)

    def _form_class(self) -> Any:
        owner: Any = self.model
        if not issubclass(self.model, AbstractPage):
            owner = owner.snippet_viewset
        return owner.get_edit_handler().get_form_class()

    def data(
        self, text: Callable[[TextInput], str], choices: Mapping[type, Any], **changes: str
    ) -> dict[str, str]:
        """What is posted with ``text(input)`` in every input, and ``choices`` chosen."""
        data = {
            name: str(choices[value.model]) if isinstance(value, Chosen) else value
            for name, value in self._others.items()
        }
        data.update({place.name: place.posted(text(place)) for place in self.texts})
        if issubclass(self.model, AbstractPage):
            data.update({f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")})
        return {**data, **changes}

    def _read_field(self, name: str, field: forms.Field) -> None:
        if isinstance(field, BlockField):
            self._read_block(field.block, name, name)
        elif isinstance(field.widget, DraftailRichTextArea):
            self.texts.append(TextInput(name, name, is_rich=True))
        elif isinstance(field, forms.ChoiceField):
            options = field.choices if field.required else ()
            self._others[name] = next((str(key) for key, _label in options if key), "")
        elif isinstance(field, forms.BooleanField):
            pass
        elif type(field) is forms.CharField and not self._is_formatted(name):
            self.texts.append(TextInput(name, name, max_length=field.max_length))
        else:
            self.formatted.append(TextInput(name, name))
            self._others[name] = next((v for kind, v in _EXAMPLES if isinstance(field, kind)), "")

    def _is_formatted(self, name: str) -> bool:
        validators = self.model._meta.get_field(name).validators
        return any(isinstance(validator, RegexValidator) for validator in validators)

    def _read_block(self, block: Block, name: str, path: str) -> None:
        if isinstance(block, BaseStreamBlock):
            children = [(child, f"{path}.{key}") for key, child in block.child_blocks.items()]
            self._read_sequence(children, name)
        elif isinstance(block, ListBlock):
            # A list of words has more than one item; choosing the same object twice is an error.
            times = 2 if _is_text(block.child_block) else 1
            self._read_sequence([(block.child_block, path)] * times, name)
        elif isinstance(block, BaseStructBlock):
            for key, child in block.child_blocks.items():
                self._read_block(child, f"{name}-{key}", f"{path}.{key}")
        elif isinstance(block, BaseTypedTableBlock):
            self._read_table(block, name, path)
        elif isinstance(block, RichTextBlock):
            self.texts.append(TextInput(name, path, is_rich=True))
        elif isinstance(block, ChooserBlock):
            self._others[name] = Chosen(block.model_class)
        elif isinstance(block, ChoiceBlock):
            self._others[name] = next(str(key) for key, _label in block.field.choices if key)
        elif _is_text(block):
            self.texts.append(TextInput(name, path, max_length=block.field.max_length))
        elif not isinstance(block, BooleanBlock):
            raise NotImplementedError(f"How does a browser post {block!r} at {path}?")

    def _read_sequence(self, children: list[tuple[Block, str]], name: str) -> None:
        self._others[f"{name}-count"] = str(len(children))
        for index, (child, path) in enumerate(children):
            item = f"{name}-{index}"
            self._others |= {
                f"{item}-type": child.name or "item",
                f"{item}-order": str(index),
                f"{item}-deleted": "",
                f"{item}-id": "",
            }
            self._read_block(child, f"{item}-value", path)

    def _read_table(self, block: BaseTypedTableBlock, name: str, path: str) -> None:
        """One column of every kind and one row."""
        self.texts.append(TextInput(f"{name}-caption", f"{path}.caption"))
        self._others |= {
            f"{name}-column-count": str(len(block.child_blocks)),
            f"{name}-row-count": "1",
            f"{name}-row-0-order": "0",
            f"{name}-row-0-deleted": "",
        }
        for index, (kind, child) in enumerate(block.child_blocks.items()):
            column = f"{name}-column-{index}"
            self._others |= {
                f"{column}-type": kind,
                f"{column}-order": str(index),
                f"{column}-deleted": "",
            }
            self.texts.append(TextInput(f"{column}-heading", f"{path}.heading"))
            self._read_block(child, f"{name}-cell-0-{index}", f"{path}.{kind}")


def draftail(*paragraphs: str) -> str:
    """What the rich text editor sends when ``paragraphs`` were typed: JSON, "null" for nothing."""
    if not any(paragraphs):
        return "null"
    blocks = [
        {
            "key": f"k{number:04}",
            "text": text,
            "type": "unstyled",
            "depth": 0,
            "inlineStyleRanges": [],
            "entityRanges": [],
        }
        for number, text in enumerate(paragraphs)
    ]
    return json.dumps({"blocks": blocks, "entityMap": {}})


def strings_in(value: Any) -> Iterator[str]:
    """Every string in ``value``: JSON in strings, lists and objects is read too."""
    if isinstance(value, str):
        yield value
        if value[:1] in ("{", "["):
            try:
                yield from strings_in(json.loads(value))
            except ValueError:
                pass
    elif isinstance(value, Mapping):
        yield from strings_in(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings_in(item)


def _is_text(block: Block) -> bool:
    return isinstance(block, FieldBlock) and type(block.field) is forms.CharField
