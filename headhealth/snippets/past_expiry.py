"""Forms of what has expired: the date that is over is cleared, and stops no save."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm


class PastExpiryMixin:
    """A form with Wagtail's schedule. A past expiry that is typed in is still refused."""

    def clean(self) -> dict[str, Any]:
        expire_at = self.cleaned_data.get("expire_at")
        if expire_at and expire_at < timezone.now() and self._is_stored(expire_at):
            self.cleaned_data["expire_at"] = None
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def _is_stored(self, expire_at: Any) -> bool:
        """To the minute: the field of the form has no seconds."""
        stored = self.initial.get("expire_at")
        return stored is not None and abs((stored - expire_at).total_seconds()) < 60


class ExpiringForm(PastExpiryMixin, WagtailAdminModelForm):
    """The form of a snippet with a schedule."""
