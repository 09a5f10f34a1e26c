"""Lists that are downloaded as a file: it says what the screen says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from headhealth.admin.spreadsheet_text import spreadsheet_text


class SpreadsheetMixin:
    """Times as on the screen, in the zone that their heading names, and text that is no formula.

    The first base of a view with Wagtail's exports.
    """

    time_columns: tuple[str, ...] = ()
    """Columns of times that are no fields of the model."""

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        # The file is written when the view, and with it the user's zone and language, has ended.
        self._zone = timezone.get_current_timezone()
        self._language = translation.get_language()
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        lines = super().stream_csv(queryset)
        while True:
            with timezone.override(self._zone), translation.override(self._language):
                line = next(lines, None)
            if line is None:
                return
            yield line

    def get_heading(self, queryset: Any, field: str) -> str:
        heading = super().get_heading(queryset, field)
        if field not in self.time_columns and not _is_moment(self.model, field):
            return heading
        return _("%(heading)s (%(zone)s)") % {"heading": heading, "zone": self._zone}

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if isinstance(value, datetime):
            local = timezone.localtime(value, self._zone).replace(microsecond=0, tzinfo=None)
            return local if export_format == "xlsx" else local.isoformat(sep=" ")
        if isinstance(value, str | Promise | models.Model):
            return spreadsheet_text(value)
        return super().preprocess_field_value(field, value, export_format)


def _is_moment(model: Any, name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), models.DateTimeField)
    except FieldDoesNotExist:
        return False
