"""The refusal every part of the gate raises."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied


class ReviewRequired(PermissionDenied):
    """This content may not become public yet; the text says why, for the person at the screen.

    A ``PermissionDenied``, so that every route of Wagtail that does not know it still refuses.
    """

    def __init__(self, message: str, *, obj: Any = None) -> None:
        super().__init__(message)
        self.obj = obj
