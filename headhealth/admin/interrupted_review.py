"""Editors of what is in a review that was interrupted."""

from __future__ import annotations

from typing import Any

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from headhealth.workflow.interrupted_review import is_interrupted, put_back


class InterruptedReviewMixin:
    """Puts the review back where it was, and says so. A base of an edit view."""

    request: Any
    workflow_state: Any

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self._put_back():
            return redirect(request.get_full_path())
        return super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self._put_back()
        return super().post(request, *args, **kwargs)

    def _put_back(self) -> bool:
        if not is_interrupted(self.workflow_state):
            return False
        put_back(self.workflow_state)
        messages.warning(
            self.request,
            _(
                "The review was interrupted, by a restart of the server for example. It is back at "
                "its last step. Cancel it if it does not go on."
            ),
        )
        return True
