"""The parts that stored data may lack, as the schema of today fills them in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation
from modelcluster.models import get_all_child_m2m_relations, get_field_value
from wagtail.blocks import BaseStructBlock, Block
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import StreamField

from headhealth.review.content_fields import child_relations, content_fields
from headhealth.review.stored import Group, Items, Kind, Leaf, Node, walk, walk_block


def default_parts(definition: Any) -> Mapping[str, Node | None]:
    """Each part that a group may lack, by its name.

    ``definition`` is that of a ``Group``: a model, a struct block or a table block. None where
    there is no default, or one that is worked out for each row: no two rows would share it. One
    that is translated is in the site's own language, whichever is active.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _default_parts(definition)


def _default_parts(definition: Any) -> Mapping[str, Node | None]:
    if isinstance(definition, BaseTypedTableBlock):
        empty = walk_block(definition, {})
        return empty.parts if isinstance(empty, Group) else {}
    if isinstance(definition, Block):
        return {name: _block_default(child) for name, child in definition.child_blocks.items()}
    return _field_defaults(definition)


def _field_defaults(model: type[models.Model]) -> Mapping[str, Node | None]:
    """The default of each content field, in the order of their names."""
    names = content_fields(model)
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    fixed = [f for f in fields if isinstance(f, StreamField) or not _has_varying_default(f)]
    blank = model()
    data = {field.name: get_field_value(field, blank) for field in fixed}
    parts: dict[str, Node | None] = dict.fromkeys(sorted(names))
    parts |= {
        name: Items(relation.related_model, [])
        for name, relation in child_relations(model).items()
        if name in names
    }
    parts |= {
        field.name: Leaf(field, Kind.REFERENCES, [])
        for field in get_all_child_m2m_relations(model)
        if field.name in names
    }
    return parts | walk(model, json.loads(json.dumps(data, cls=DjangoJSONEncoder))).parts


def _has_varying_default(field: models.Field) -> bool:
    # "No default" is a class, and so can be called.
    return field.has_default() and callable(field.default)


def _block_default(block: Any) -> Node | None:
    default = getattr(block.meta, "default", None)
    if callable(default):
        return None
    if isinstance(block, BaseStructBlock) and not default:
        return Group(block, {}, {})
    stored = block.get_prep_value(block.get_default())
    return walk_block(block, json.loads(json.dumps(stored, cls=DjangoJSONEncoder)))
