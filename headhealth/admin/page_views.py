"""Page views that explain a refusal of the gate and lose nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.pages.convert_alias import ConvertAliasView
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.workflow import (
    CollectWorkflowActionDataView,
    ConfirmWorkflowCancellationView,
    WorkflowActionView,
)
from wagtail.models import WorkflowState

from headhealth.admin.concurrent_edits import ConcurrentEditMixin
from headhealth.admin.one_screen_view import OneScreenMixin
from headhealth.admin.review_actions import (
    REFUSALS,
    ConfirmCancellationMixin,
    DecideOnDashboardMixin,
    DecisionInEditorMixin,
    ReviewActionMixin,
    tell_of_decision,
    why_nothing_was_decided,
)
from headhealth.admin.review_request_views import request_step_url
from headhealth.admin.review_status import ReviewedPageStatusPanel, ReviewStatusInEditorMixin
from headhealth.admin.urgent_views import publish_urgently_url
from headhealth.review.object_lock import lock_with_dependents
from headhealth.review.one_act import is_interruption
from headhealth.review.review_required import copies_are_drafts
from headhealth.review.slug_rule import SlugRefused

Action = tuple[str, Callable[[], Any]]


def requested_changes(workflow_state: WorkflowState | None) -> str | None:
    """What the reviewer asked for, as a sentence, while the workflow waits for the changes."""
    if not workflow_state or workflow_state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    task_state = workflow_state.current_task_state
    reviewer = task_state.finished_by
    name = get_user_display_name(reviewer) if reviewer else _("A reviewer")
    return _("%(reviewer)s asked for changes: “%(comment)s”") % {
        "reviewer": name,
        "comment": task_state.comment,
    }


def go_on_to_request(page: Any, response: Any) -> Any:
    """After submitting comes the step that asks what the reviewers should know."""
    if isinstance(response, HttpResponseRedirect):
        return redirect(request_step_url(page, response.url))
    return response


class ReviewedEditMixin(DecisionInEditorMixin):
    """Publishing what is not approved saves the draft and says why it is not published."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            if not request.POST.get("action-workflow-action"):
                raise
            reason = why_nothing_was_decided(getattr(self, "page", None), request.user)
            messages.error(
                request, _("%(reason)s Your changes are not saved.") % {"reason": reason}
            )
            return redirect("wagtailadmin_home")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if message := requested_changes(self.workflow_state):
            messages.warning(request, message)
        # Looking changes no workflow. Wagtail has read its state with the page, and reads it anew
        # for every button, lock and panel that depends on it.
        self.page._current_workflow_states = self.real_page_record._current_workflow_states
        return super().get(request, *args, **kwargs)

    def render_partials(self) -> str:
        """What the answer to an autosave shows; its state in the workflow is read once."""
        states = self.page.workflow_states.active().select_related("current_task_state__task")
        self.page._current_workflow_states = list(states)
        return super().render_partials()

    @cached_property
    def action_name_and_method(self) -> Action:
        post = self.request.POST
        if post.get("action-publish-urgently"):
            return ("publish_urgently", self.publish_urgently_action)
        if post.get("action-publish") and self.page_perms.has_publish_permission():
            return ("publish", self.publish_action)
        return super().action_name_and_method

    @cached_property
    def is_cancelling_workflow(self) -> bool:
        """A superuser can end any review, which is logged; stock Wagtail asks for "approve"."""
        return bool(
            super().is_cancelling_workflow
            or (
                self.request.POST.get("action-cancel-workflow")
                and self.request.user.is_superuser
                and self.workflow_state
                and self.workflow_state.is_active
            )
        )

    def publish_action(self) -> Any:
        """In one transaction, which holds all that it writes.

        A refusal leaves just the draft, and so does an error of a hook.
        """
        self._is_draft_saved = False
        with transaction.atomic():
            lock_with_dependents(self.page)
            try:
                with ExitStack() as self._publication:
                    return super().publish_action()
            except REFUSALS as refusal:
                self._say_saved(refusal)
                return self.redirect_and_remain()
            except Exception as error:
                if not self._is_draft_saved or is_interruption(error):
                    raise
                failure = error
        raise failure

    def run_hook(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """After the draft is saved, publishing and the hooks after it stand or fall together."""
        if name != "before_publish_page":
            return super().run_hook(name, *args, **kwargs)
        self._is_draft_saved = True
        with transaction.atomic():
            response = super().run_hook(name, *args, **kwargs)
        if not response:
            self._publication.enter_context(transaction.atomic())
        return response

    def publish_urgently_action(self) -> Any:
        """Save what was typed, then ask. The screen that asks checks whether the user may."""
        response = self.save_action()
        if response.status_code != HTTPStatus.FOUND:
            return response
        return redirect(publish_urgently_url(self.page))

    def submit_action(self) -> Any:
        return go_on_to_request(self.page, super().submit_action())

    def perform_workflow_action(self) -> Any:
        task_state = self.page.current_workflow_task_state
        response = super().perform_workflow_action()
        obj = self.page.get_latest_revision_as_object()
        tell_of_decision(self.request, self.workflow_action, task_state, obj)
        return response

    def redirect_away(self) -> Any:
        """Wagtail goes on to the list of pages, which is closed to those who only review."""
        if self.action_name == "perform_workflow_action" and not self.next_url:
            return redirect("wagtailadmin_home")
        return super().redirect_away()

    def add_save_confirmation_message(self) -> None:
        """Of a decision its own words tell, and not that the page “has been updated”."""
        if self.action_name != "perform_workflow_action":
            super().add_save_confirmation_message()

    def form_valid(self, form: Any) -> Any:
        if self._cannot_decide:
            self._say_saved(why_nothing_was_decided(self.page, self.request.user))
        try:
            return super().form_valid(form)
        except REFUSALS as refusal:
            self._say_saved(refusal)
            return self.redirect_and_remain()

    def form_invalid(self, form: Any) -> Any:
        """The form comes back with what was typed, also where the page is locked."""
        if self._cannot_decide:
            reason = why_nothing_was_decided(self.page, self.request.user)
            messages.error(self.request, reason)
        return super().form_invalid(form)

    @property
    def _cannot_decide(self) -> bool:
        """Whether a decision was posted that is no longer this user's to take."""
        asked = self.request.POST.get("action-workflow-action")
        return bool(asked) and self.action_name == "save"

    def _say_saved(self, reason: Any) -> None:
        messages.error(
            self.request, _("%(reason)s Your changes are saved as a draft.") % {"reason": reason}
        )


class ReviewedEditView(
    OneScreenMixin, ConcurrentEditMixin, ReviewStatusInEditorMixin, ReviewedEditMixin, EditView
):
    """The editor of a reviewed page."""

    status_panel_class = ReviewedPageStatusPanel


class ReviewedRevertView(
    OneScreenMixin,
    ConcurrentEditMixin,
    ReviewStatusInEditorMixin,
    ReviewedEditMixin,
    RevisionsRevertView,
):
    """The editor of an earlier version of a reviewed page."""

    status_panel_class = ReviewedPageStatusPanel


class ReviewedCreateView(CreateView):
    """A new reviewed page can always be submitted, wherever it stands in the tree."""

    @cached_property
    def action_name_and_method(self) -> Action:
        if self.request.POST.get("action-submit") and self.page_class.get_default_workflow():
            return ("submit", self.submit_action)
        return super().action_name_and_method

    def submit_action(self) -> Any:
        return go_on_to_request(self.page, super().submit_action())

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except REFUSALS as refusal:
            messages.error(
                self.request,
                _("%(reason)s The page is saved as a draft.") % {"reason": refusal},
            )
            return self.redirect_and_remain()


class ReviewedCopyView(CopyView):
    """Says so when copies that were to be published are drafts."""

    def form_valid(self, form: Any) -> Any:
        if form.cleaned_data.get("publish_copies") and not form.cleaned_data.get("alias"):
            messages.warning(self.request, copies_are_drafts())
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except SlugRefused as refusal:
            form.add_error("new_slug", str(refusal))
            return self.form_invalid(form)


class ReviewedConvertAliasView(ConvertAliasView):
    """Explains why a live alias cannot simply become a page of its own."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().post(request, *args, **kwargs)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_pages:edit", self.page.pk)


class ReviewedWorkflowActionView(DecideOnDashboardMixin, WorkflowActionView):
    """Deciding from the dashboard."""


class ReviewedCollectWorkflowActionDataView(ReviewActionMixin, CollectWorkflowActionDataView):
    """The checklist, when a reviewer decides from the editor."""


class ReviewedConfirmWorkflowCancellationView(
    ConfirmCancellationMixin, ConfirmWorkflowCancellationView
):
    """The question before publishing ends a workflow that has no medical review."""
