"""The content of a version in a form that is the same on another site.

Primary keys differ between sites. So references, also those of links and images in rich text, are
written by a name that the target has everywhere: translation key and language, the hash of a file,
or the field that a model names in ``portable_key_field`` (the DOI of a source).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import TranslatableMixin
from wagtail.rich_text import features
from wagtail.rich_text.rewriters import FIND_A_TAG, FIND_ATTRS, FIND_EMBED_TAG, extract_attrs
from wagtail.utils.file import hash_filelike

from headhealth.review.canonical_form import Canonical
from headhealth.review.content_digest import form_digest
from headhealth.review.stored import Kind
from headhealth.review.version import Version

_Target = tuple[type[models.Model], str]
"""A model, and the key of a row of it as text."""

_LARGEST_KEY = 2**63 - 1


def portable_form(version: Version) -> dict[str, Any]:
    """The canonical form of ``version``, its references by natural key. A query for each model."""
    targets = _Targets()
    Canonical(targets.note).of(version.tree)
    writer = _Writer(targets.natural_keys())
    return Canonical(writer.write).of(version.tree)


def portable_digest(version: Version) -> str:
    """The digest of the portable form: 64 hexadecimal characters, equal on other sites."""
    return form_digest(portable_form(version))


class _Targets:
    """Everything that a content refers to."""

    def __init__(self) -> None:
        self._by_model: dict[type[models.Model], set[str]] = {}

    def note(self, definition: Any, kind: Kind, value: Any) -> Any:
        for model, key in _targets(definition, kind, value):
            self._by_model.setdefault(model, set()).add(key)

    def natural_keys(self) -> dict[_Target, dict[str, Any]]:
        """The natural keys of the targets that exist."""
        return {
            (model, str(pk)): {"model": model._meta.label_lower, **natural}
            for model, keys in self._by_model.items()
            for pk, natural in _natural_keys(model, _readable(model, keys))
        }


def _readable(model: type[models.Model], keys: set[str]) -> list[Any]:
    """Select the ``keys`` that a row of ``model`` can have."""
    readable = []
    for key in keys:
        try:
            pk = model._meta.pk.to_python(key)
        except ValidationError:
            continue
        if not isinstance(pk, int) or 0 <= pk <= _LARGEST_KEY:
            readable.append(pk)
    return readable


def _natural_keys(
    model: type[models.Model], pks: list[Any]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    rows = model._base_manager.filter(pk__in=pks)
    if hasattr(model, "get_file_hash"):
        hashes = ((row.pk, _file_hash(row)) for row in rows)
        yield from ((pk, {"file": digest}) for pk, digest in hashes if digest)
    elif issubclass(model, TranslatableMixin):
        own = getattr(model, "portable_key_field", None)
        names = ("pk", "translation_key", "locale__language_code", *filter(None, [own]))
        for pk, key, language, *own_key in rows.values_list(*names):
            if own and own_key[0]:
                yield pk, {own: own_key[0]}
            else:
                yield pk, {"translation_key": str(key), "language": language}
    else:
        yield from ((pk, {"pk": pk}) for pk in rows.values_list("pk", flat=True))


def _file_hash(row: Any) -> str:
    """The hash of an image's or document's file; "" where the file cannot be read.

    Stores nothing: evidence is read by people without any right to change.
    """
    if not row.file_hash:
        try:
            with row.open_file() as file:
                return hash_filelike(file)
        except (OSError, ValueError):
            return ""
    return row.file_hash


class _Writer:
    """Writes references by the natural keys that it was given."""

    def __init__(self, natural_keys: Mapping[_Target, dict[str, Any]]) -> None:
        self._natural_keys = natural_keys

    def write(self, definition: Any, kind: Kind, value: Any) -> Any:
        if kind is Kind.RICH_TEXT:
            return self._rich_text(value)
        keys = [self._key(target) for target in _targets(definition, kind, value)]
        if kind is Kind.REFERENCES:
            return sorted(keys, key=str)
        return keys[0] if keys else None

    def _rich_text(self, html: str) -> Any:
        """A text without references as it is, else its pieces with the references between them."""
        pieces, end = [], 0
        for target, start, following in _references(html):
            pieces += [html[end:start], self._key(target)]
            end = following
        return [*pieces, html[end:]] if pieces else html

    def _key(self, target: _Target) -> dict[str, Any]:
        model, key = target
        missing = {"model": model._meta.label_lower, "missing": key}
        return self._natural_keys.get(target, missing)


def _targets(definition: Any, kind: Kind, value: Any) -> list[_Target]:
    if kind is Kind.RICH_TEXT:
        return [target for target, _start, _end in _references(value)]
    keys = value or [] if kind is Kind.REFERENCES else [value]
    is_field = isinstance(definition, models.Field)
    model = definition.related_model if is_field else definition.model_class
    return [(model, str(key)) for key in keys if key is not None]


def _references(html: str) -> Iterator[tuple[_Target, int, int]]:
    """The targets of links and images in stored rich text, with where their keys stand."""
    found = []
    for pattern, type_name, handlers in (
        (FIND_A_TAG, "linktype", features.get_link_types()),
        (FIND_EMBED_TAG, "embedtype", features.get_embed_types()),
    ):
        for tag in pattern.finditer(html):
            handler = handlers.get(extract_attrs(tag[1]).get(type_name))
            # As Wagtail reads it: the last attribute of a name counts.
            keys = [each for each in FIND_ATTRS.finditer(html, *tag.span(1)) if each[1] == "id"]
            model = _model_of(handler) if handler and keys else None
            if model is not None:
                found.append(((model, keys[-1][2]), *keys[-1].span(2)))
    return iter(sorted(found, key=lambda reference: reference[1]))


def _model_of(handler: Any) -> type[models.Model] | None:
    try:
        return handler.get_model()
    except NotImplementedError:
        return None
