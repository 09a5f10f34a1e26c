"""What an object shows that is kept elsewhere, read from its content in memory.

Found as Wagtail's reference index finds it, so for page types and snippets of a site too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.blocks import ListBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import AbstractPage, ReferenceIndex

from headhealth.review.content_fields import child_relations, content_fields
from headhealth.review.seen_parts import (
    ShownKey,
    is_file,
    is_showable,
    load_shown,
    seen_parts,
    without_words,
)


def shown_content(obj: models.Model) -> list[dict[str, Any]]:
    """What readers see today of everything that ``obj``, as it is in memory, shows.

    JSON-ready, in a fixed order: ``type`` and ``id`` of the thing, its ``title``, and its
    ``parts``, None where readers do not see it. What was deleted is left out.
    """
    places = _places(obj)
    objects = load_shown(places)
    return [
        {
            "type": _type_label(key[0]),
            "id": key[1],
            "title": str(objects[key])[:255],
            "parts": _recorded_parts(objects[key], places[key]),
        }
        for key in sorted(objects, key=lambda key: (_type_label(key[0]), len(key[1]), key[1]))
    ]


def _recorded_parts(shown: Any, places: list[Any]) -> dict[str, Any] | None:
    parts = seen_parts(shown)
    if is_file(type(shown)) and all(_has_words(place) for place in places):
        return without_words(parts)
    return parts


def _places(obj: Any) -> dict[ShownKey, list[Any]]:
    """By what is shown: the fields and blocks that show it."""
    model: type[models.Model] = type(obj)
    names = content_fields(model)
    found: dict[ShownKey, list[Any]] = defaultdict(list)
    for type_id, object_id, path, _content_path in ReferenceIndex._extract_references_from_object(
        obj
    ):
        target = ContentType.objects.get_for_id(type_id).model_class()
        if path.partition(".")[0] in names and target is not None and is_showable(target):
            place = _definition_at(model, path.split("."))
            if not issubclass(target, AbstractPage) or getattr(place, "shows_content", False):
                found[type_id, str(object_id)].append(place)
    for field, key in _beside_the_index(obj):
        type_id = ReferenceIndex._get_base_content_type(field.related_model).pk
        found[type_id, str(key)].append(field)
    return found


def _beside_the_index(obj: Any) -> Iterator[tuple[Any, Any]]:
    """The relations that the index does not follow, with the key of each thing that they show.

    Those to many and to one, of child rows too.
    """
    model: type[models.Model] = type(obj)
    names = content_fields(model)
    for field in get_all_child_m2m_relations(model):
        if field.name in names and _is_shown(field.related_model):
            yield from ((field, related.pk) for related in getattr(obj, field.name).all())
    for field in model._meta.concrete_fields:
        if field.one_to_one and field.name in names and _is_shown(field.related_model):
            if (key := field.value_from_object(obj)) is not None:
                yield field, key
    for name in child_relations(model):
        if name in names:
            for row in getattr(obj, name).all():
                yield from _beside_the_index(row)


def _is_shown(target: Any) -> bool:
    return is_showable(target) and not issubclass(target, AbstractPage)


def _definition_at(model: type[models.Model], path: list[str]) -> Any:
    """The field or block that holds the reference; None where it cannot be told."""
    name, *rest = path
    for relation in get_all_child_relations(model):
        if relation.get_accessor_name() == name:
            return _definition_at(relation.related_model, rest[1:])
    field = model._meta.get_field(name)
    return _block_at(field.stream_block, rest) if isinstance(field, StreamField) else field


def _block_at(block: Any, path: list[str]) -> Any:
    for name in path:
        if isinstance(block, RichTextBlock):
            return block
        if isinstance(block, ListBlock):
            block = block.child_block
        else:
            block = getattr(block, "child_blocks", {}).get(name)
    return block


def _has_words(place: Any) -> bool:
    """Whether the words under which a file stands there are part of the content itself."""
    return isinstance(place, RichTextField | RichTextBlock | ImageBlock)


def _type_label(type_id: int) -> str:
    kind = ContentType.objects.get_for_id(type_id)
    return f"{kind.app_label}.{kind.model}"
