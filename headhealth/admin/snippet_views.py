"""Snippet views that explain a refusal of the gate and lose nothing that was typed."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.snippets import (
    CollectWorkflowActionDataView,
    ConfirmWorkflowCancellationView,
    CreateView,
    DeleteView,
    EditView,
    UnpublishView,
    WorkflowActionView,
)

from headhealth.admin.concurrent_edits import ConcurrentEditMixin
from headhealth.admin.guest_access import guest_buttons
from headhealth.admin.locale_parameter import LocaleParameterMixin
from headhealth.admin.one_screen_view import OneScreenMixin
from headhealth.admin.page_views import requested_changes
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
from headhealth.admin.review_status import ReviewedSnippetStatusPanel, ReviewStatusInEditorMixin
from headhealth.admin.urgent_views import publish_urgently_url
from headhealth.review.object_lock import lock_with_dependents


class ReviewedSnippetFormMixin:
    """Publishing what is not approved saves the draft and says why it is not published."""

    def run_action_method(self) -> Any:
        try:
            return super().run_action_method()
        except REFUSALS as refusal:
            self._say_saved(refusal)
            return redirect(self.get_edit_url())

    def publish_action(self) -> Any:
        """The draft is saved. Publishing and the hooks after it stand or fall together."""
        with transaction.atomic():
            lock_with_dependents(self.object)
            return super().publish_action()

    def get_success_url(self) -> str:
        url = super().get_success_url()
        return request_step_url(self.object, url) if self.action == "submit" else url

    def _say_saved(self, reason: Any) -> None:
        messages.error(
            self.request, _("%(reason)s Your changes are saved as a draft.") % {"reason": reason}
        )


class ReviewedSnippetCreateView(ReviewedSnippetFormMixin, LocaleParameterMixin, CreateView):
    """A new reviewed snippet."""


class ReviewedSnippetEditView(
    OneScreenMixin,
    ConcurrentEditMixin,
    ReviewStatusInEditorMixin,
    DecisionInEditorMixin,
    ReviewedSnippetFormMixin,
    EditView,
):
    """The editor of a reviewed snippet."""

    status_panel_class = ReviewedSnippetStatusPanel

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            if not request.POST.get("action-workflow-action"):
                raise
            reason = why_nothing_was_decided(self.object, request.user)
            messages.error(
                request, _("%(reason)s Your changes are not saved.") % {"reason": reason}
            )
            return redirect("wagtailadmin_home")

    def form_valid(self, form: Any) -> Any:
        if self.request.POST.get("action-workflow-action") and self.action == "edit":
            self._say_saved(why_nothing_was_decided(self.object, self.request.user))
        try:
            return super().form_valid(form)
        except ValidationError as error:
            # Wagtail asks of an earlier version, saved as a draft, what publishing takes.
            form.add_error(None, error)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def workflow_action_action(self) -> Any:
        task_state = self.object.current_workflow_task_state
        response = super().workflow_action_action()
        obj = self.object.get_latest_revision_as_object()
        tell_of_decision(self.request, self.workflow_action, task_state, obj)
        return response

    def get_success_message(self, instance: Any = None) -> str | None:
        """Of a decision its own words tell, and not that it was “updated”."""
        return None if self.action == "workflow-action" else super().get_success_message(instance)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if message := requested_changes(self.workflow_state):
            messages.warning(request, message)
        return super().get(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        more = guest_buttons(self.object, self.request.user)
        return [*super().header_more_buttons, *more]

    def get_available_actions(self) -> list[str]:
        """A superuser can end any review; Wagtail asks for the right to approve.

        Whoever may publish urgently is asked on a screen of its own.
        """
        actions = [*super().get_available_actions(), "publish-urgently"]
        state = self.workflow_state
        if self.request.user.is_superuser and state and state.is_active:
            actions.append("cancel-workflow")
        return actions

    def publish_urgently_action(self) -> Any:
        """What was typed is saved. The screen that asks checks whether the user may."""
        messages.success(self.request, self.get_success_message())
        return redirect(publish_urgently_url(self.object))


class ReviewedSnippetWorkflowActionView(DecideOnDashboardMixin, WorkflowActionView):
    """Deciding from the dashboard."""


class ReviewedSnippetCollectWorkflowActionDataView(
    ReviewActionMixin, CollectWorkflowActionDataView
):
    """The checklist, when a reviewer decides from the editor."""


class ReviewedSnippetConfirmWorkflowCancellationView(
    ConfirmCancellationMixin, ConfirmWorkflowCancellationView
):
    """The question before publishing ends a workflow that has no medical review."""


class ReviewedSnippetUnpublishView(UnpublishView):
    """The question before unpublishing, which says that a schedule is cancelled."""

    template_name = "headhealth/admin/confirm_unpublish_snippet.html"


class ProtectedDeleteView(DeleteView):
    """What pages use is not deleted from under them."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        uses = ReferenceIndex.get_grouped_references_to(self.object).count()
        if uses:
            messages.error(
                request,
                ngettext(
                    "“%(title)s” cannot be deleted: it is used in %(count)d place. "
                    "Remove it there first.",
                    "“%(title)s” cannot be deleted: it is used in %(count)d places. "
                    "Remove it there first.",
                    uses,
                )
                % {"title": self.object, "count": uses},
                buttons=[messages.button(self._usage_url(), _("Where it is used"))],
            )
            return redirect(self._usage_url())
        return super().dispatch(request, *args, **kwargs)

    def _usage_url(self) -> str:
        return reverse(self.usage_url_name, args=[quote(self.object.pk)])
