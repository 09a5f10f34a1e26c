"""The modal in which a reviewer decides."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.utils import get_latest_str
from wagtail.models import AbstractPage, TaskState

from headhealth.admin.editor_answers import are_answers
from headhealth.admin.review_brief import ReviewBrief
from headhealth.admin.review_task_brief import said_after_approval
from headhealth.review.authority import record_that_allows
from headhealth.review.medical_review import ReviewScope
from headhealth.review.one_act import ActInterrupted
from headhealth.review.one_screen import once
from headhealth.review.review_required import ReviewRequired
from headhealth.review.version import version_of
from headhealth.review.watched_row import may_stay_public
from headhealth.workflow.approval import (
    REVIEW_FINISHED,
    ApprovalRefused,
    only_changes,
    why_not_decide,
)
from headhealth.workflow.cancellation import is_medical
from headhealth.workflow.medical_review_task import MedicalReviewTask
from headhealth.workflow.object_rights import SEE
from headhealth.workflow.review_scope import why_whole

REFUSALS = (ReviewRequired, ApprovalRefused, ActInterrupted)
"""What a view of the admin explains instead of showing “permission denied”."""

ABOUT_THE_VERSION = ("scope", "sources_checked_on", "red_flags_covered", "plain_language")
"""What a reviewer answers for the version that they read, and for no other."""


def why_nothing_was_decided(obj: Any, user: Any) -> str:
    """For somebody whose part in the review of ``obj`` ended while they had its editor open."""
    task_state = getattr(obj, "current_workflow_task_state", None)
    if task_state is None:
        return str(REVIEW_FINISHED)
    if not isinstance(task_state.task.specific, MedicalReviewTask):
        return _("Nothing was decided.")
    return why_not_decide(task_state, user) or _("Nothing was decided.")


class ReviewActionMixin:
    """A workflow action view with the reviewer's brief, that shows refusals where they arise.

    Stock Wagtail takes the task state from the address as it comes; here it has to belong to the
    object in the address.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self._is_known:
            raise PermissionDenied
        if not self._belongs_together:
            return self.refuse(
                _("This review belongs to something else. Open it from your dashboard.")
            )
        if self._is_ajax and not self.object.workflow_in_progress:
            # Wagtail would redirect, which the modal cannot show.
            return self.refuse(str(REVIEW_FINISHED))
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied as refusal:
            if isinstance(refusal, REFUSALS):
                return self.refuse(str(refusal))
            reason = why_not_decide(self.task_state, request.user)
            return self.refuse(reason or _("Only a medical reviewer can decide this."))

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        initial = {}
        if self._approves:
            note = self.brief.suggested_change_note
            initial = {"digest": self.brief.digest, "change_note": note}
        return self.render_modal_form(request, self.form_class(initial=initial))

    def render_modal_form(self, request: Any, form: Any) -> Any:
        if "scope" in form.fields:
            if not isinstance(self.brief.obj, AbstractPage):
                _say_nothing_of_pages(form)
            self._limit_scope(form.fields["scope"])
        return super().render_modal_form(request, form)

    def _limit_scope(self, field: Any) -> None:
        """Offer only the answer that can be given, and say why."""
        progress = self.brief.task.progress
        if partly := only_changes(progress.given if progress else []):
            scope = ReviewScope.CHANGES
            reason = _(
                "%(reviewer)s reviewed only the changes, so the approval that you complete is one "
                "of the changes."
            ) % {"reviewer": partly.reviewer_name}
        elif reason := why_whole(self.brief.version, once):
            scope = ReviewScope.WHOLE
        else:
            return
        field.choices = [choice for choice in field.choices if choice[0] == scope.value]
        field.help_text = reason

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        form = self.form_class(request.POST)
        if not form.is_valid() and not self._is_ajax:
            messages.error(request, _("The form is not complete. Nothing was decided."))
            return redirect(self.redirect_url)
        try:
            response = super().post(request, *args, **kwargs)
        except REFUSALS as refusal:
            if not self._is_ajax:
                raise
            if reason := self._why_over:
                return self.refuse(reason)
            form = self.form_class(self._answers_to_go_on_with(request.POST))
            form.add_error(None, str(refusal))
            return self.render_modal_form(request, form)
        self.after_decision(form)
        return response

    @property
    def _why_over(self) -> str:
        """Why no answer to the form would help; "" where one may."""
        return why_not_decide(self.task_state, self.request.user) if self._approves else ""

    def _answers_to_go_on_with(self, posted: Any) -> dict[str, Any]:
        """What was answered, for the version that the brief now shows.

        What was ticked for another version has to be ticked again: it says what was read.
        """
        answers = {**posted.dict(), "digest": self.brief.digest}
        if posted.get("digest") != self.brief.digest:
            for name in ABOUT_THE_VERSION:
                answers.pop(name, None)
        return answers

    def after_decision(self, form: Any) -> None:
        """Say what was recorded; nothing was where the form was not complete."""

    @property
    def _approves(self) -> bool:
        return self.action_name == "approve"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            brief=self.brief, object_title=get_latest_str(self.object), **kwargs
        )

    @cached_property
    def brief(self) -> ReviewBrief:
        obj: Any = getattr(self.object, "specific", self.object)
        return ReviewBrief(obj.get_latest_revision().as_object(), self.request)

    def refuse(self, reason: str) -> Any:
        """Say why, in the modal or on the dashboard."""
        if self._is_ajax:
            return render_modal_workflow(
                self.request,
                "headhealth/admin/refusal_modal.html",
                None,
                {"reason": reason, "object_title": get_latest_str(self.object)},
                json_data={"step": "action"},
            )
        messages.error(self.request, reason)
        return redirect("wagtailadmin_home")

    @property
    def _is_known(self) -> bool | None:
        """Whether the user may know of the object, or had a part in its review."""
        user = self.request.user
        if SEE.allows(user, self.object):
            return True
        groups = getattr(self.task_state.task.specific, "groups", None)
        # One of its reviewers, whose registration may have ended.
        return self._belongs_together and groups and groups.filter(user=user).exists()

    @property
    def _belongs_together(self) -> bool:
        """Whether the task state in the address is one of the object there."""
        state = self.task_state.workflow_state
        return (state.base_content_type_id, state.object_id) == (
            self.object.get_base_content_type().pk,
            str(self.object.pk),
        )

    @property
    def _is_ajax(self) -> bool:
        return self.request.headers.get("x-requested-with") == "XMLHttpRequest"


class DecideOnDashboardMixin(ReviewActionMixin):
    """The modal that records the decision itself."""

    def after_decision(self, form: Any) -> None:
        if form.is_valid():
            tell_of_decision(self.request, self.action_name, self.task_state, self.brief.obj)


def tell_of_decision(request: Any, action: str, task_state: TaskState, obj: Any) -> None:
    """Say what became of ``obj`` by the decision that was just recorded."""
    title = get_latest_str(obj)
    if action == "reject":
        said = _("“%(title)s” is sent back with what you wrote.") % {"title": title}
        messages.success(request, said)
    elif action == "approve":
        if said := said_after_approval(task_state, obj):
            messages.info(request, said)
        else:
            messages.success(request, _after_last_approval(obj) % {"title": title})


def _after_last_approval(obj: Any) -> str:
    """``obj`` holds the content that was approved."""
    is_public = type(obj).objects.filter(pk=obj.pk, live=True, has_unpublished_changes=False)
    if is_public.exists():
        return _("You approved “%(title)s”. Readers see this version now.")
    return _("You approved “%(title)s”.")


class DecisionInEditorMixin:
    """An editor that takes a decision only with answers that can be read.

    The modal leaves them as JSON in a field of the editor's form. Anything else there is no
    decision: what was typed is saved, and the editor says so. Autosave, which may come upon the
    form while it is being sent, decides nothing and saves nothing of it.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.expects_json_response and request.POST.get("action-workflow-action"):
            return self.json_error_response("locked", _("The decision is being recorded."))
        return super().dispatch(request, *args, **kwargs)

    def workflow_action_is_valid(self) -> bool:
        if not super().workflow_action_is_valid():
            return False
        obj = self.page if hasattr(self, "page") else self.object
        task = obj.current_workflow_task
        answers = self.request.POST.get("workflow-action-extra-data", "{}")
        return are_answers(answers, task.get_form_for_action(self.workflow_action))


def _say_nothing_of_pages(form: Any) -> None:
    """For a snippet, which is no page and has no public change log."""
    scope, note, correction = (
        form.fields[name] for name in ("scope", "change_note", "is_correction")
    )
    scope.choices = [
        (ReviewScope.WHOLE.value, _("All of it")),
        (ReviewScope.CHANGES.value, ReviewScope.CHANGES.label),
    ]
    note.label = _("What changed")
    note.help_text = _(
        "One line, kept with the review. If you leave it empty, the suggestion is used."
    )
    correction.help_text = _("Kept with the review.")


class ConfirmCancellationMixin:
    """Asks nothing where publishing leaves the review as it is, or will be refused."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        obj: Any = getattr(self.object, "specific", self.object)
        version = version_of(obj.get_latest_revision_as_object())
        state = obj.current_workflow_state
        is_kept = state is not None and is_medical(state)
        if is_kept or (record_that_allows(version) is None and not may_stay_public(version)):
            json_data = {"step": "no_confirmation_needed"}
            return render_modal_workflow(request, "", None, {}, json_data=json_data)
        return super().dispatch(request, *args, **kwargs)
