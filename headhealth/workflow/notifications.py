"""Mail about reviews, beside what Wagtail sends itself."""

from __future__ import annotations

from typing import Any

from wagtail.admin.mail import WorkflowStateRejectionEmailNotifier
from wagtail.models import WorkflowState

from headhealth.review.contributions import authors_of
from headhealth.review.reviewed_object import reviewed_model_of


class ChangesRequestedNotifier(WorkflowStateRejectionEmailNotifier):
    """Carries the reviewer's comment to every author of the change, with Wagtail's own mail.

    Wagtail sends it to the person who submitted; this one to the others who wrote in it.
    """

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> set[Any]:
        obj = workflow_state.content_object
        if reviewed_model_of(obj) is None:
            return set()
        return set(authors_of(obj)) - {workflow_state.requested_by, kwargs.get("user")}


notify_authors_of_requested_changes = ChangesRequestedNotifier()
