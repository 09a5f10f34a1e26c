"""The language that an address of the admin names."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from wagtail.admin.views.generic.mixins import LocaleMixin


class LocaleParameterMixin(LocaleMixin):
    """Answer 404 where ``?locale=`` is no text that PostgreSQL can compare, as for unknown ones."""

    def get_locale(self) -> Any:
        if "\0" in self.request.GET.get("locale", ""):
            raise Http404
        return super().get_locale()
