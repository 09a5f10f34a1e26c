"""The workflow task in which a medical reviewer decides."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import AbstractGroupApprovalTask, TaskState

from headhealth.review.acting_approval import acting_on
from headhealth.review.contributions import is_author
from headhealth.review.contributor import registered_reviewer, remembered_reviewer
from headhealth.review.medical_review import MedicalReview
from headhealth.review.one_act import one_act
from headhealth.review.one_screen import once
from headhealth.review.person import remembered_person
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.review.stored_rows import type_of_content
from headhealth.review.urgent_review import has_published_urgently
from headhealth.review.version import version_of
from headhealth.rules.characters import printable
from headhealth.workflow.approval import ApprovalRefused, approve, object_under_review
from headhealth.workflow.approval_progress import ApprovalProgress
from headhealth.workflow.locks import MedicalReviewLock
from headhealth.workflow.review_forms import ApprovalForm, ChangesRequestForm
from headhealth.workflow.review_lock import lock_review
from headhealth.workflow.review_request import open_request

APPROVE_LABEL = _("Review and approve")
PARTIAL_APPROVAL = "headhealth.review.approve_with_others"
"""The action under which an approval is logged that others still have to complete."""


class MedicalReviewTask(AbstractGroupApprovalTask):
    """Members of the groups who have a current registration approve; being superuser is not one.

    The questions about actions only hide what is not allowed. ``on_action`` checks again.
    """

    lock_class = MedicalReviewLock

    class Meta:
        verbose_name = _("medical review task")
        verbose_name_plural = _("medical review tasks")

    @classmethod
    def get_description(cls) -> Any:
        return _(
            "Medical reviewers in the chosen groups approve content that they did not write. "
            "A reviewer needs a current, confirmed registration."
        )

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        task_state = super().start(workflow_state, user=user)
        if reviewed_model_of(workflow_state.content_object) is not None:
            open_request(task_state)
        return task_state

    def is_reviewer(self, user: Any) -> bool:
        """Whether ``user`` belongs to the task's groups and may review today.

        Both are kept with the user: a list asks for each row.
        """
        return remembered_reviewer(user) is not None and self._user_in_groups(user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.is_reviewer(user):
            return []
        actions = [("reject", _("Request changes"), True)]
        specific = getattr(obj, "specific", obj)
        if reviewed_model_of(specific) is None or not (
            is_author(specific, user, remembered_person(user), once)
            or has_published_urgently(specific, user, once)
            or once(self._has_done_all, specific, user)
        ):
            actions.append(("approve", APPROVE_LABEL, True))
        return actions

    def get_form_for_action(self, action: str) -> type:
        return ApprovalForm if action == "approve" else ChangesRequestForm

    def get_template_for_action(self, action: str) -> str:
        if action == "approve":
            return "headhealth/admin/approval_modal.html"
        return "headhealth/admin/changes_request_modal.html"

    @one_act
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **data: Any) -> Any:
        """Approve or send back the task state's own object, whatever object the request named."""
        if action_name == "approve" and self._is_reviewed(task_state):
            review, comment = approve(task_state=task_state, user=user, checklist=data)
            if not review.is_final:
                log_partial_approval(task_state, review, user=user)
                return None
            # As it is stored: the one that was given stays as it is for a second attempt.
            stored = TaskState.objects.get(pk=task_state.pk)
            with acting_on(review):
                return super().on_action(stored, user, action_name, comment=comment)
        if registered_reviewer(user) is None or not self._user_in_groups(user):
            raise ApprovalRefused(_("Only a registered medical reviewer can decide this."))
        if action_name == "approve":
            # Something that is not health content, in the same workflow: Wagtail's own approval.
            said = data.get("comment")
            data = {"comment": printable(said) if isinstance(said, str) else ""}
        elif action_name == "reject":
            form = ChangesRequestForm(data)
            if not form.is_valid():
                raise ApprovalRefused(_("Say what needs to change before you send it back."))
            lock_review(task_state.workflow_state)
            data = form.cleaned_data
        stored = TaskState.objects.get(pk=task_state.pk)
        return super().on_action(stored, user, action_name, **data)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.is_reviewer(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """What is under review is not edited, except by reviewers, who then become authors."""
        return not self.is_reviewer(user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.is_reviewer(user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet:
        if not self.is_reviewer(user):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)

    @staticmethod
    def _has_done_all(obj: Any, user: Any) -> bool:
        """Whether ``user`` approved what is waiting, and another reviewer has to do so too."""
        if not MedicalReview.objects.for_object(obj).unrevoked().filter(is_final=False).exists():
            return False
        reviewer, task_state = remembered_reviewer(user), obj.current_workflow_task_state
        if reviewer is None or task_state is None:
            return False
        return ApprovalProgress(
            task_state, version_of(obj.get_latest_revision_as_object())
        ).has_done_all(reviewer)

    @staticmethod
    def _is_reviewed(task_state: TaskState) -> bool:
        return type_of_content(task_state.workflow_state.content_type_id) is not None


def log_partial_approval(task_state: TaskState, review: MedicalReview, *, user: Any) -> None:
    """Put an approval that is not the last one into the history of its object."""
    log(
        instance=object_under_review(task_state),
        action=PARTIAL_APPROVAL,
        user=user,
        data={"reviewer": review.reviewer_name},
        revision=review.revision,
    )


def open_requests() -> None:
    """Give every medical review that waits its request: those of before there were requests."""
    states = TaskState.objects.filter(
        task__in=MedicalReviewTask.objects.all(), status=TaskState.STATUS_IN_PROGRESS
    )
    for task_state in states.select_related("workflow_state"):
        obj = task_state.workflow_state.content_object
        if obj is not None and reviewed_model_of(obj) is not None:
            open_request(task_state)
