"""Choosers that come back empty, beside the error, where the form was sent with no possible key."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.widgets import AdminPageChooser
from wagtail.snippets.widgets import AdminSnippetChooser


class ForgivingMixin:
    """A chooser that takes a key that cannot be one for the key of nothing, as its field does."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (ValueError, OverflowError, ValidationError):
            return None


class ForgivingPageChooser(ForgivingMixin, AdminPageChooser):
    """Chooses a page."""


class ForgivingSnippetChooser(ForgivingMixin, AdminSnippetChooser):
    """Chooses a snippet."""
