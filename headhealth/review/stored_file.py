"""The hash of the file of an image or a document as it is stored.

Wagtail keeps one beside the file. Its forms set it with each new file; here it is set for whatever
else writes one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from wagtail.utils.file import hash_filelike

logger = logging.getLogger(__name__)


def kept_file_hash(obj: Any) -> str | None:
    """The one that Wagtail keeps, or else that of the file; None where that is lost.

    Stores nothing, as ``get_file_hash()`` would: who asks may have no right to change content.
    """
    return obj.file_hash or stored_file_hash(obj)


def stored_file_hash(obj: Any) -> str | None:
    """The hash of the file, which is read. Storages raise whatever theirs is."""
    try:
        with obj.open_file() as file:
            return hash_filelike(file)
    except Exception:
        logger.warning("The file of %s %s cannot be read.", obj._meta.label, obj.pk, exc_info=True)
        return None


def note_loaded_file(loaded: Any) -> None:
    """Remember the very name that ``loaded`` came with.

    Django sets the name again with each file that it writes, even to the same text, as storages
    may overwrite.
    """
    file = vars(loaded).get("file")
    loaded._headhealth_file_name = getattr(file, "name", file)


def note_other_file(saved: Any, update_fields: Iterable[str] | None = None) -> None:
    """Note with ``saved``, before a save, whether it may write another file than the stored one."""
    is_written = update_fields is None or "file" in update_fields
    saved._headhealth_other_file = is_written and _is_other_file(saved)


def _is_other_file(saved: Any) -> bool:
    file = saved.file
    if file.name is not vars(saved).get("_headhealth_file_name"):
        return True
    # Code that opened the file may have written to it.
    if not file._committed or getattr(file, "_file", None) is not None:
        return True
    rows = type(saved)._base_manager.filter(pk=saved.pk)
    # As large as Wagtail last saw it: the storage is asked, and the file is not read.
    return (file.name, _size_of(file)) != rows.values_list("file", "file_size").first()


def _size_of(file: Any) -> int | None:
    """In bytes; None where the storage cannot say. Storages raise whatever theirs is."""
    try:
        return int(file.size)
    except Exception:
        return None


def correct_file_hash(saved: Any) -> None:
    """Keep the hash and the size of the file, after a save that may have written another."""
    if not vars(saved).pop("_headhealth_other_file", False):
        return
    saved._headhealth_file_name = saved.file.name
    rows = type(saved)._base_manager.filter(pk=saved.pk)
    # Stored, not in memory: there it may be a file that was not written.
    stored = rows.first()
    if stored is None or (now := stored_file_hash(stored)) is None:
        return
    size = _size_of(stored.file) or stored.file_size
    if (now, size) != (stored.file_hash, stored.file_size):
        rows.update(file_hash=now, file_size=size)
        saved.file_hash, saved.file_size = now, size
