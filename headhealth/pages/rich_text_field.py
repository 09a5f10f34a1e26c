"""Rich text in a field of a page."""

from __future__ import annotations

from typing import Any

from wagtail.fields import RichTextField

from headhealth.rules.characters import well_formed


class HealthRichTextField(RichTextField):
    """Wagtail's field, without characters that cannot be stored."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return well_formed(value) if isinstance(value, str) else value

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        # The column is the same, and migrations need not know more.
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs
