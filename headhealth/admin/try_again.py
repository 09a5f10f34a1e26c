"""Views whose form comes back when others were saving what it needs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils.translation import gettext as _
from wagtail.admin import messages

from headhealth.review.one_act import is_interruption


class TryAgainMixin:
    """Answers with the form, as it was filled in, where the database ended the request's changes.

    The first base of a view with a form.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except (DatabaseError, PermissionDenied) as error:
            if not is_interruption(error):
                raise
        message = _(
            "Another person is saving this at the same time. Nothing was changed. Try again."
        )
        if getattr(self, "expects_json_response", False):
            return self.json_error_response("conflict", message)
        messages.error(request, message)
        self.has_unsaved_changes = True
        response = self.render_to_response(self.get_context_data())
        response.status_code = HTTPStatus.CONFLICT
        return response
