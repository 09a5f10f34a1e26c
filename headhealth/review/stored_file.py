"""The hash of the file of an image or a document as it is stored.

Wagtail keeps one beside the file, which its forms set with each new file, and nothing else does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from wagtail.images.models import SourceImageIOError
from wagtail.utils.file import hash_filelike

logger = logging.getLogger(__name__)


def kept_file_hash(obj: Any) -> str | None:
    """The one that Wagtail keeps; None where the file is lost, which a reader sees too."""
    try:
        return obj.get_file_hash()
    except (OSError, SourceImageIOError):
        return None


def stored_file_hash(obj: Any) -> str | None:
    """As ``kept_file_hash``, but the file is read. Storages raise whatever theirs is."""
    try:
        with obj.open_file() as file:
            return hash_filelike(file)
    except Exception:
        logger.warning("The file of %s %s cannot be read.", obj._meta.label, obj.pk, exc_info=True)
        return None


def correct_file_hash(saved: Any, update_fields: Iterable[str] | None = None) -> None:
    """Let the kept hash be the one of the file, after a save that perhaps wrote another file."""
    if update_fields is not None and "file" not in update_fields:
        return
    rows = type(saved)._base_manager.filter(pk=saved.pk)
    # Stored, not in memory: there it may be a file that was not written.
    stored = rows.exclude(file_hash="").first()
    if stored is None:
        return
    now = stored_file_hash(stored)
    if now is not None and now != stored.file_hash:
        rows.update(file_hash=now)
        saved.file_hash = now
