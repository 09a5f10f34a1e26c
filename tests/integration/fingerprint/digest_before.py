"""A fingerprint of what readers can see of an object.

The digest is SHA-256 over canonical JSON of the object's public content. Bookkeeping (tree
position, dates, locks, comments) does not count, and neither do differences of spelling that
change nothing for a reader: row ids, block ids, empty values, line endings, and the block keys
that the rich text editor writes. The same content therefore has the same digest as a form, a
revision and a live row.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from itertools import chain
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
    get_serializable_data_for_fields,
)
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

BOOKKEEPING = frozenset(
    {
        "pk", "id", "content_type", "owner",
        "path", "depth", "numchild", "url_path", "slug", "show_in_menus",
        "translation_key", "locale", "alias_of", "draft_title",
        "live", "has_unpublished_changes", "live_revision", "latest_revision",
        "latest_revision_created_at", "first_published_at", "last_published_at",
        "go_live_at", "expire_at", "expired",
        "locked", "locked_at", "locked_by",
        COMMENTS_RELATION_NAME,
    }
)  # fmt: skip
"""Wagtail's own fields that say nothing about health. ``slug`` is among them: an address may
change without a review (with a redirect)."""


_EDITOR_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_STREAM_CHILD_KEYS = {"type", "value", "id"}


@cache
def content_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of the fields and child relations of ``model`` that readers can see.

    A model may exempt further fields (a view counter, say) by naming them in
    ``review_exempt_fields``; those that its bases name stay exempt.
    """
    names = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and field.serialize
        and not getattr(field.remote_field, "parent_link", False)
        and (not field.many_to_many or isinstance(field, ParentalManyToManyField))
    }
    names |= {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    return frozenset(names - BOOKKEEPING - exempt_fields(model))


def exempt_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of the fields that ``model`` and its bases exempt from review."""
    named = (vars(base).get("review_exempt_fields", ()) for base in model.__mro__)
    return frozenset(chain.from_iterable(named))


def content_snapshot(obj: models.Model) -> dict[str, Any]:
    """The public content of ``obj`` as JSON-ready data, from which the object can be rebuilt."""
    return json.loads(json.dumps(_public_data(obj), cls=DjangoJSONEncoder))


def _public_data(obj: models.Model) -> dict[str, Any]:
    """What modelcluster's ``serializable_data`` gives, without loading what does not count.

    Comments are child rows too, and a page that is only read would be asked for them.
    """
    names = content_fields(type(obj))
    fields = get_serializable_data_for_fields(obj)
    data = {name: value for name, value in fields.items() if name in names}
    for relation in get_all_child_relations(obj):
        if (name := relation.get_accessor_name()) in names:
            data[name] = [_row_data(row) for row in getattr(obj, name).all()]
    for field in get_all_child_m2m_relations(obj):
        if field.name in names:
            data[field.name] = [row.pk for row in getattr(obj, field.name).all()]
    return data


def _row_data(row: Any) -> dict[str, Any]:
    if hasattr(row, "serializable_data"):
        return row.serializable_data()
    return get_serializable_data_for_fields(row)


def restore_snapshot(model: type[models.Model], snapshot: dict[str, Any], pk: Any) -> Any:
    """An unsaved ``model`` instance that shows the content of ``snapshot`` and nothing else."""
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
    relations += [field.name for field in get_all_child_m2m_relations(model)]
    # Else rows that the snapshot does not know would be read from the database.
    empty: dict[str, Any] = {name: [] for name in content_fields(model) & set(relations)}
    return model.from_serializable_data({"pk": pk, **empty, **snapshot}, check_fks=False)


def digest_of(model: type[models.Model], snapshot: dict[str, Any]) -> str:
    """The digest, 64 hexadecimal characters, of a snapshot of ``model``."""
    canonical = _as_json(_canonical_row(model, snapshot))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def content_digest(obj: models.Model) -> str:
    """The digest of the public content of ``obj`` as it is in memory."""
    return digest_of(type(obj), content_snapshot(obj))


def canonical_content(obj: models.Model) -> dict[str, Any]:
    """The public content of ``obj`` by field, without what is empty, and spelt in one way."""
    return _canonical_row(type(obj), content_snapshot(obj))


def changed_fields(
    model: type[models.Model], before: dict[str, Any], after: dict[str, Any]
) -> list[str]:
    """Names of the fields whose public content differs between two snapshots, in model order."""
    old, new = _canonical_row(model, before), _canonical_row(model, after)
    names = [*after, *(name for name in before if name not in after)]
    return [name for name in names if old.get(name) != new.get(name)]


def _canonical_row(
    model: type[models.Model], data: dict[str, Any], without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    children = {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
    }
    row = {}
    for name in content_fields(model) - without:
        value = data.get(name)
        if name in children:
            value = _canonical_children(children[name], value or [])
        elif value is not None:
            value = _canonical_field(model._meta.get_field(name), value)
        if not _is_empty(value):
            row[name] = value
    return row


def _canonical_children(model: type[models.Model], rows: list[dict[str, Any]]) -> list[Any]:
    """Child rows without the key of their parent, in reading order.

    Rows of an unordered relation have no reading order: they are sorted by what they say.
    """
    fields = {field.name: field for field in model._meta.fields}
    parent_keys = {name for name, field in fields.items() if isinstance(field, ParentalKey)}
    without = frozenset(parent_keys | {"sort_order"})
    canonical = [(row.get("sort_order") or 0, _canonical_row(model, row, without)) for row in rows]
    if "sort_order" in fields:
        canonical.sort(key=lambda pair: pair[0])
    else:
        canonical.sort(key=lambda pair: _as_json(pair[1]))
    return [row for _, row in canonical]


def _canonical_field(field: Any, value: Any) -> Any:
    if isinstance(field, StreamField) and isinstance(value, str):
        value = json.loads(value) if value else []
    elif isinstance(field, ParentalManyToManyField):
        value = sorted(value, key=str)
    return canonical_value(value)


def canonical_value(value: Any) -> Any:
    """A field's stored value without the differences of spelling that change nothing."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n")
        return _EDITOR_BLOCK_KEY.sub("", text) if "data-block-key" in text else text
    if isinstance(value, list):
        return [canonical_value(item) for item in value]
    if isinstance(value, dict):
        is_stream_child = {"type", "value"} <= value.keys() <= _STREAM_CHILD_KEYS
        items = {
            key: canonical_value(item)
            for key, item in value.items()
            if not (is_stream_child and key == "id")
        }
        return {key: item for key, item in items.items() if not _is_empty(item)}
    return value


def _is_empty(value: Any) -> bool:
    # Zero is content; a missing key, null, "" and an unticked box all read as nothing.
    return value is None or value is False or value in ("", [], {})


def _as_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
