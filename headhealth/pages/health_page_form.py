"""The form of every health page in the editor."""

from __future__ import annotations

from wagtail.admin.forms import WagtailAdminPageForm

from headhealth.blocks.content_language import content_language_of


class HealthPageForm(WagtailAdminPageForm):
    """Checks the content in the language of the page."""

    def full_clean(self) -> None:
        with content_language_of(self.instance):
            super().full_clean()
