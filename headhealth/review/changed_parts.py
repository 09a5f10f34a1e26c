"""The parts of two snapshots that differ: most saves change one field, or one block of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import models
from wagtail.fields import StreamField

from headhealth.rules.common_ends import differing_middle


def changed_parts(
    model: type[models.Model], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both snapshots without what is stored alike in both.

    Of a stream that differs, the last block before the first difference stays.
    """
    streams = {field.name for field in model._meta.fields if isinstance(field, StreamField)}
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name in before.keys() | after.keys():
        parts: tuple[Any, Any] = before.get(name), after.get(name)
        if parts[0] == parts[1]:
            continue
        if name in streams:
            parts = _changed_blocks(*map(_blocks_of, parts))
        for part, snapshot, kept in zip(parts, (before, after), (old, new), strict=True):
            if name in snapshot:
                kept[name] = part
    return old, new


def _blocks_of(value: Any) -> Any:
    """The blocks of a stream as it is stored: a string in most snapshots."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _changed_blocks(old: Any, new: Any) -> tuple[Any, Any]:
    if not isinstance(old, list) or not isinstance(new, list):
        return old, new
    start, old_end, new_end = differing_middle(old, new)
    start = max(start - 1, 0)
    return old[start:old_end], new[start:new_end]
