"""Keys in addresses, which may hold any text where a key belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def key_in_address(model: type[models.Model], text: str) -> Any:
    """The key of ``model`` that ``text`` is, spelt as the app spells it; None where it is none.

    The key of a page is that of its base row, whose field knows the largest number that the
    database takes: SQLite raises for a larger one.
    """
    field: Any = model._meta.pk
    while field.remote_field:
        field = field.target_field
    try:
        key = field.clean(text, None)
        text.encode()
    except (ValidationError, UnicodeEncodeError):
        return None
    return key if str(key) == text and "\0" not in text else None


def keys_in_address(model: type[models.Model], texts: Iterable[Any]) -> list[Any]:
    """The keys of ``model`` among ``texts``, without those that cannot be one."""
    keys = (key_in_address(model, str(text)) for text in texts)
    return [key for key in keys if key is not None]
