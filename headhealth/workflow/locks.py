"""What people are told about content that is being reviewed."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock

from headhealth.review.contributions import is_author
from headhealth.review.contributor import remembered_reviewer
from headhealth.review.one_screen import once
from headhealth.review.person import remembered_person
from headhealth.review.registration_standing import why_no_approvals
from headhealth.review.urgent_review import has_published_urgently
from headhealth.review.version import version_of
from headhealth.workflow.approval_progress import ApprovalProgress


class MedicalReviewLock(WorkflowLock):
    """Says why the content cannot be edited now, and what one can do about it.

    Reviewers, who may edit it, are told what that means for the review.
    """

    def get_message(self, user: Any) -> str:
        if not self.for_user(user):
            return self._message_for_reviewer(user) % {"model_name": self.model_name}
        message = self._message_for_others(user) % {"model_name": self.model_name}
        if self._is_task_of(user) and (reason := why_no_approvals(user)):
            return f"{message} {reason}"
        return message

    def _message_for_others(self, user: Any) -> str:
        if user.is_superuser or self.object.current_workflow_state.user_can_cancel(user):
            return _(
                "This %(model_name)s is waiting for medical review and cannot be edited meanwhile. "
                "To change it, cancel the review first or wait for the reviewer."
            )
        return _(
            "This %(model_name)s is waiting for medical review and cannot be edited meanwhile. "
            "Wait for the reviewer, or ask the person who submitted it to cancel the review."
        )

    def _is_task_of(self, user: Any) -> bool:
        """Whether ``user`` would decide on it with a registration."""
        return self.task.groups.filter(user=user).exists()

    def _message_for_reviewer(self, user: Any) -> str:
        obj: Any = getattr(self.object, "specific", self.object)
        if is_author(obj, user, remembered_person(user), once):
            return _(
                "This %(model_name)s is waiting for medical review. You wrote part of it, so "
                "another medical reviewer has to approve it. You can still request changes."
            )
        if has_published_urgently(obj, user, once):
            return _(
                "This %(model_name)s is waiting for medical review. You published it urgently, so "
                "another medical reviewer has to review it. You can still request changes."
            )
        progress = once(_progress_of, obj)
        if not progress.given:
            return _(
                "This %(model_name)s is waiting for your medical review. If you edit it here you "
                "become one of its authors, and another reviewer has to approve it."
            )
        reviewer = remembered_reviewer(user)
        if reviewer is not None and progress.has_done_all(reviewer):
            return _(
                "You have approved this version of this %(model_name)s. It waits for another "
                "reviewer. Any edit ends your approval; you can still request changes."
            )
        return _(
            "This %(model_name)s is waiting for your medical review, and another reviewer has "
            "approved this version already. If you edit it here that approval ends, you become "
            "one of its authors, and other reviewers have to approve it."
        )

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return _("In medical review")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        if can_lock:
            return _("A reviewer who edits the text becomes an author and cannot approve it.")
        return capfirst(_("only medical reviewers can open it for editing"))


def _progress_of(obj: Any) -> ApprovalProgress:
    """How far the approval of the latest version of ``obj``, which is under review, has come."""
    version = version_of(obj.get_latest_revision_as_object())
    return ApprovalProgress(obj.current_workflow_task_state, version)
