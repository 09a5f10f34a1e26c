"""The form of every health page in the editor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from headhealth.blocks.content_language import content_language_of

ADDRESS_LENGTH = 240
"""Characters. A redirect from the address must hold it, and what a language puts before it, in 255:
on PostgreSQL, Wagtail could not rename or move the page otherwise."""


class HealthPageForm(WagtailAdminPageForm):
    """Checks the content in the language of the page."""

    def full_clean(self) -> None:
        with content_language_of(self.instance):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        parent_path = self.parent_page.url_path if self.parent_page else ""
        longest = ADDRESS_LENGTH - len(parent_path)
        if len(cleaned.get("slug") or "") > max(longest, 1):
            self.add_error(
                "slug",
                _("This makes the address too long. Use at most %(count)d characters.")
                % {"count": max(longest, 1)},
            )
        return cleaned
