"""Fingerprints with one fault each, which the property must find."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.db import models

from headhealth.review.canonical_form import Canonical, canonical_form, is_blank, stored_reference
from headhealth.review.content_digest import digest_of
from headhealth.review.content_fields import BOOKKEEPING
from headhealth.review.stored import Group, Items, Kind, Leaf, walk
from tests.integration.fingerprint import digest_before
from tests.integration.fingerprint.changes import UNKNOWN

Digest = Callable[[type[models.Model], dict[str, Any]], str]

_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


class _Canonical(Canonical):
    """The canonical form as it is; each fault overrides a part of it."""

    def __init__(self) -> None:
        super().__init__(stored_reference)


def _of_form(visitor: type[_Canonical]) -> Digest:
    return lambda model, snapshot: _hash(visitor().of(walk(model, snapshot)))


def _hash(form: Any) -> str:
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()


def _of_stored(change: Callable[[Any], Any]) -> Digest:
    """The digest of a snapshot that ``change`` was applied to, streams as data."""

    def digest(model: type[models.Model], snapshot: dict[str, Any]) -> str:
        return digest_of(model, {n: _all(v) for n, v in snapshot.items()})

    def _all(value: Any) -> Any:
        if isinstance(value, str) and value.startswith("[{"):
            try:
                return json.dumps(change(json.loads(value)))
            except ValueError:
                pass
        return change(value)

    return digest


def _everywhere(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``change`` applied to every value inside a value, from the inside out."""

    def apply(value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: apply(item) for key, item in value.items()}
        elif isinstance(value, list):
            value = [apply(item) for item in value]
        return change(value)

    return apply


def _without_block_keys(value: Any) -> Any:
    return _BLOCK_KEY.sub("", value) if isinstance(value, str) else value


def _without_id(value: Any) -> Any:
    if isinstance(value, dict) and {"type", "value"} <= value.keys() <= {"type", "value", "id"}:
        return {"type": value["type"], "value": value["value"]}
    return value


def _without_unknown_blocks(value: Any) -> Any:
    if isinstance(value, list):
        return [v for v in value if not (isinstance(v, dict) and v.get("type") == UNKNOWN)]
    return value


class _RichTextByExpression(_Canonical):
    def _leaf(self, leaf: Leaf) -> Any:
        value = super()._leaf(leaf)
        return _BLOCK_KEY.sub("", value) if leaf.kind is Kind.RICH_TEXT else value


class _UnknownKeysIgnored(_Canonical):
    def _group(self, group: Group) -> dict[str, Any]:
        return super()._group(Group(group.definition, group.parts, {}))


class _BlankIsMissing(_Canonical):
    """A part that is blank is left out, whatever its default."""

    def _group(self, group: Group) -> dict[str, Any]:
        forms = super()._group(group).items()
        return {name: form for name, form in forms if not is_blank(form)}


class _BookkeepingByName(_Canonical):
    def _group(self, group: Group) -> dict[str, Any]:
        form = super()._group(group)
        is_row = isinstance(group.definition, type)
        return {name: v for name, v in form.items() if not (is_row and name in BOOKKEEPING)}


class _ListsWithoutOrder(_Canonical):
    is_about_rows = False

    def of(self, node: Any) -> Any:
        form = super().of(node)
        if isinstance(node, Items) and isinstance(node.definition, type) is self.is_about_rows:
            return sorted(form, key=json.dumps)
        return form


class _RowsWithoutOrder(_ListsWithoutOrder):
    is_about_rows = True


class _ReferencesIgnored(_Canonical):
    def _leaf(self, leaf: Leaf) -> Any:
        is_reference = leaf.kind in (Kind.REFERENCE, Kind.REFERENCES)
        return None if is_reference else super()._leaf(leaf)


def _rich_text(change: Callable[[str], str]) -> Digest:
    class Changed(_Canonical):
        def _leaf(self, leaf: Leaf) -> Any:
            value = super()._leaf(leaf)
            return change(value) if leaf.kind is Kind.RICH_TEXT else value

    return _of_form(Changed)


def _part(name: str) -> Digest:
    """A digest that leaves out the parts of one name."""

    class Partly(_Canonical):
        def _group(self, group: Group) -> dict[str, Any]:
            form = super()._group(group)
            form.pop(name, None)
            return form

    return _of_form(Partly)


def _bag_of_values(model: type[models.Model], snapshot: dict[str, Any]) -> str:
    def values(form: Any) -> list[str]:
        if isinstance(form, dict):
            form = list(form.values())
        if isinstance(form, list):
            return [each for part in form for each in values(part)]
        return [json.dumps(form)]

    return _hash(sorted(values(canonical_form(model, snapshot))))


def _numbers_as_python_compares(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) else value


FAULTS: dict[str, Digest] = {
    "the code before": digest_before.digest_of,
    "block keys out of every text": _of_stored(_everywhere(_without_block_keys)),
    "block keys out of rich text by a pattern": _of_form(_RichTextByExpression),
    "ids out of what looks like a block": _of_stored(_everywhere(_without_id)),
    "unknown keys ignored": _of_form(_UnknownKeysIgnored),
    "unknown blocks ignored": _of_stored(_everywhere(_without_unknown_blocks)),
    "what is blank taken for missing": _of_form(_BlankIsMissing),
    "bookkeeping by name": _of_form(_BookkeepingByName),
    "order of list items ignored": _of_form(_ListsWithoutOrder),
    "order of child rows ignored": _of_form(_RowsWithoutOrder),
    "chosen objects ignored": _of_form(_ReferencesIgnored),
    "targets of links ignored": _rich_text(lambda html: re.sub(r"<a[^>]*>", "<a>", html)),
    "alternative texts ignored": _part("alt_text"),
    "words of rich text only": _rich_text(
        lambda html: " ".join(re.sub("<[^>]*>", " ", html).split())
    ),
    "levels of headings ignored": _rich_text(lambda html: html.replace("h4", "h3")),
    "urgency of care cards ignored": _part("level"),
    "place of a text ignored": _bag_of_values,
    "numbers as Python compares them": _of_stored(_everywhere(_numbers_as_python_compares)),
}
