"""What readers see of something that other content shows: an image, a document, a snippet, a page.

A model of a site says it with ``seen_fields``, the names of its fields that readers see where it is
shown: none where they see nothing of it. Without that, everything counts that is content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, RevisionMixin, TranslatableMixin

from headhealth.review.content_digest import canonical_content
from headhealth.review.content_fields import content_fields
from headhealth.review.review_ledger import brief_fact
from headhealth.review.stored_file import kept_file_hash, stored_file_hash

FILE = "file"
FILE_NAME = "file_name"
"""Where it is stored. Another name is no change, but a reason to read the file."""
FOCAL_POINT = "focal_point"
WORDS = "words"
"""How an image or a document is called where it is shown without words of the place's own."""

ShownKey = tuple[int, str]
"""Key of the content type, of the base model, and key of the object."""


def is_showable(model: type[models.Model]) -> bool:
    """Whether a change of ``model`` is a change of the content that shows it.

    Wagtail's images and documents, what names ``seen_fields``, and, where it does not say that
    readers see none, everything with versions or translations, which pages are. Accounts, tags and
    collections are not: a record keeps nothing of them.
    """
    if is_file(model):
        return True
    named = getattr(model, "seen_fields", None)
    return issubclass(model, RevisionMixin | TranslatableMixin) if named is None else bool(named)


def is_file(model: type[models.Model]) -> bool:
    """Whether ``model`` is one of Wagtail's for images or documents, or derived from them."""
    return hasattr(model, "get_file_hash")


def seen_parts(obj: Any, *, file_names: Collection[str] = ()) -> dict[str, Any] | None:
    """What readers see of ``obj`` as it is stored, by part; None where they see nothing of it.

    Values are JSON-ready. Long ones are given by their hash, and so are files: by the hash that
    Wagtail keeps, unless one of ``file_names``, from records, is not the name of the file today.
    """
    if not getattr(obj, "live", True):
        return None
    if is_file(type(obj)):
        return _parts_of_file(obj, file_names)
    names = sorted(_seen_fields(type(obj)))
    content = canonical_content(obj, only=names)
    return {name: brief_fact(content.get(name)) for name in names}


def without_words(parts: dict[str, Any] | None) -> dict[str, Any] | None:
    """For an image or a document that stands under words of the place's own."""
    return parts and {name: value for name, value in parts.items() if name != WORDS}


def changed_parts(recorded: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> list[str]:
    """The recorded parts that are another now. A part that was not recorded does not count.

    All of them where there was something to see at one time only.
    """
    if recorded is None or now is None:
        return sorted((recorded or now or {}) if recorded != now else ())
    names = (name for name in recorded if name != FILE_NAME)
    return [name for name in names if recorded[name] != now.get(name)]


def part_label(model: type[models.Model], name: str) -> str:
    """The name of a part for people, in lower case."""
    if is_file(model):
        labels = {FILE: _("file"), FOCAL_POINT: _("focal point"), WORDS: _("title or description")}
        return labels.get(name, name)
    field: Any = model._meta.get_field(name)
    return str(getattr(field, "verbose_name", None) or name.replace("_", " "))


def load_shown(keys: Iterable[ShownKey]) -> dict[ShownKey, Any]:
    """The objects that still exist, pages as their own type: one query for each type, or two."""
    found: dict[ShownKey, Any] = {}
    by_type: dict[int, list[str]] = {}
    for type_id, object_id in keys:
        by_type.setdefault(type_id, []).append(object_id)
    for type_id, ids in by_type.items():
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        if model is None:
            continue
        rows = model._default_manager.filter(pk__in=filter(None, (_key(model, i) for i in ids)))
        rows = rows.specific() if issubclass(model, AbstractPage) else rows
        found |= {(type_id, str(obj.pk)): obj for obj in rows}
    return found


def _key(model: type[models.Model], text: str) -> Any:
    try:
        return model._meta.pk.to_python(text)
    except ValidationError:
        return None


def _seen_fields(model: type[models.Model]) -> Iterable[str]:
    return getattr(model, "seen_fields", None) or content_fields(model)


def _parts_of_file(obj: Any, file_names: Collection[str]) -> dict[str, Any]:
    is_elsewhere = any(name != obj.file.name for name in file_names)
    parts = {
        FILE: stored_file_hash(obj) if is_elsewhere else kept_file_hash(obj),
        FILE_NAME: obj.file.name,
        WORDS: getattr(obj, "default_alt_text", obj.title),
    }
    if hasattr(obj, "focal_point_x"):
        names = ("x", "y", "width", "height")
        point = [getattr(obj, f"focal_point_{name}") for name in names]
        parts[FOCAL_POINT] = point if any(point) else None
    return parts
