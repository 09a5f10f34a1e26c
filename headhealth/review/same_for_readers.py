"""The second check of two versions: that an anonymous reader gets the same of both.

It knows nothing of the fingerprint. Both are rendered by the code of today as if they were the
object, with its address, its dates and all else that is no content, so that they differ in content
alone; then the lines are compared. The outcome is stored nowhere. Equal data are not rendered, so
the check costs next to nothing where nothing differs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.db import connections, models, transaction
from django.urls import get_urlconf, set_urlconf
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from headhealth.review.content_fields import content_fields, row_bookkeeping
from headhealth.review.content_snapshot import restore_snapshot
from headhealth.review.field_html import fields_html
from headhealth.review.reader_lines import reader_lines
from headhealth.review.refusal import ReviewRequired
from headhealth.review.stored_numbers import as_column

Snapshot = dict[str, Any]


class NotRendered(ReviewRequired):
    """The code of today cannot show this version to readers; the text says why."""


def same_for_readers(obj: models.Model, one: Snapshot, other: Snapshot) -> bool:
    """True if readers of ``obj`` get the same with the content ``one`` as with ``other``.

    Raises ``NotRendered`` where that cannot be told.
    """
    return same_data(type(obj), one, other) or lines_for_readers(obj, one) == lines_for_readers(
        obj, other
    )


def same_data(model: type[models.Model], one: Snapshot, other: Snapshot) -> bool:
    """True if two snapshots hold the same but for keys of rows. None needs to be rendered then."""
    if one == other:
        return True
    try:
        return _comparable(model, one) == _comparable(model, other)
    except (AttributeError, TypeError, ValueError):
        # One is no snapshot: only its equal is the same, and rendering says what is wrong.
        return False


def lines_for_readers(obj: models.Model, snapshot: Snapshot) -> list[str]:
    """Lines that an anonymous reader would get of ``obj`` with the content of ``snapshot``.

    Its document, where it has one, and its fields. Nothing is said of its review.
    """
    try:
        with _without_caches(), _same_surroundings(obj), _savepoints():
            html = "\n".join(_html(_with_content(obj, snapshot)))
    except NotRendered:
        raise
    except Exception as error:
        raise _not_rendered(obj, error) from error
    return reader_lines(html, ids=_block_ids(list(_comparable(type(obj), snapshot).values())))


def _html(obj: Any) -> Iterator[str]:
    document = _document(obj)
    if document is not None:
        yield document
    # Streams need the context of the document, and stand in it.
    yield from fields_html(obj, with_streams=document is None)


def _document(obj: Any) -> str | None:
    """The page of ``obj``, or its preview where it is no page; None where it has neither."""
    if not (isinstance(obj, PreviewableMixin) and obj.is_previewable()):
        return None
    obj.serve_preview = partial(_as_to_readers, obj.serve_preview)
    response = obj.make_preview_request(preview_mode=obj.default_preview_mode)
    if response.status_code >= 400:
        raise _not_rendered(obj, f"{response.status_code} {response.reason_phrase}")
    if response.status_code != 200 or response.streaming:
        return None
    return response.content.decode(response.charset, "replace")


def _as_to_readers(serve: Callable[..., Any], request: Any, mode: str) -> Any:
    """Serve a preview as a public response: templates may leave parts out of a preview."""
    request.is_preview = False
    return serve(request, mode)


def _not_rendered(obj: models.Model, reason: object) -> NotRendered:
    text = _(
        "“%(title)s” cannot be compared with what was approved, as showing it to readers fails: "
        "%(reason)s"
    )
    return NotRendered(text % {"title": obj, "reason": reason}, obj=obj)


def _with_content(obj: models.Model, snapshot: Snapshot) -> Any:
    """A copy of ``obj`` that shows the content of ``snapshot``."""
    model = type(obj)
    names = content_fields(model)
    shown = restore_snapshot(model, _without_row_keys(model, snapshot), obj.pk)
    for field in model._meta.concrete_fields:
        if field.name not in names:
            setattr(shown, field.attname, getattr(obj, field.attname))
    shown._state.adding, shown._state.db = obj._state.adding, obj._state.db
    # As `MedicallyReviewedMixin` keeps it.
    vars(shown)["_public_review"] = (None, None)
    return shown


def _without_row_keys(model: type[models.Model], snapshot: Snapshot) -> Snapshot:
    """The content, its child rows without keys, and sorted where their model does not order them.

    ``snapshot`` may be all that a revision holds.
    """
    data = {name: value for name, value in snapshot.items() if name in content_fields(model)}
    for field in model._meta.concrete_fields:
        if field.name in data:
            data[field.name] = as_column(field, data[field.name])
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name in data:
            data[name] = _rows_without_keys(relation, data[name] or [])
    for field in get_all_child_m2m_relations(model):
        if field.name in data:
            data[field.name] = sorted(data[field.name] or [], key=str)
    return data


def _rows_without_keys(relation: Any, rows: list[Snapshot]) -> list[Snapshot]:
    model, keys = relation.related_model, row_bookkeeping(relation)
    if "sort_order" in keys:
        rows = sorted(rows, key=lambda row: row.get("sort_order") or 0)
    plain = [
        {"pk": None} | {name: value for name, value in data.items() if name not in keys}
        for data in (_without_row_keys(model, row) for row in rows)
    ]
    if "sort_order" not in keys:
        plain.sort(key=lambda row: json.dumps(row, sort_keys=True))
    return plain


def _comparable(model: type[models.Model], snapshot: Snapshot) -> Snapshot:
    """The content without keys of rows, and with streams parsed: the order of keys is free."""
    streams = {field.name for field in model._meta.fields if isinstance(field, StreamField)}
    plain = _without_row_keys(model, snapshot)
    return {name: _read(value) if name in streams else value for name, value in plain.items()}


def _read(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _block_ids(value: Any) -> Iterator[str]:
    """The keys of the blocks in stored data."""
    if isinstance(value, dict):
        if {"type", "value", "id"} <= value.keys():
            yield str(value["id"] or "")
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _block_ids(each)


@contextmanager
def _same_surroundings(obj: Any) -> Iterator[None]:
    """Show ``obj`` in its own language, whoever compares; restore language, time zone and URLs.

    A preview goes through the site's middleware in the middle of another request.
    """
    language = obj.locale.language_code if getattr(obj, "locale_id", None) else None
    urlconf, zone = get_urlconf(), timezone.get_current_timezone()
    try:
        with translation.override(language or settings.LANGUAGE_CODE), timezone.override(zone):
            yield
    finally:
        set_urlconf(urlconf)


@contextmanager
def _savepoints() -> Iterator[None]:
    """Let a query that fails end none of the transactions in which the versions are compared."""
    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            if connection.in_atomic_block:
                stack.enter_context(transaction.atomic(using=connection.alias))
        yield


@contextmanager
def _without_caches() -> Iterator[None]:
    """Replace all caches: a part that a template cached for one version would show in the other."""
    kept = {alias: caches[alias] for alias in caches}
    for alias in kept:
        caches[alias] = DummyCache(alias, {})
    try:
        yield
    finally:
        for alias, cache in kept.items():
            caches[alias] = cache
