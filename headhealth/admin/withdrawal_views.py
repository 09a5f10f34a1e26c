"""Taking pages away with a reason: one page, or several at once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.models import Revision, WorkflowState

from headhealth.admin.object_views import DiscreetBulkMixin
from headhealth.admin.try_again import TryAgainMixin
from headhealth.admin.withdrawal_form import WithdrawalForm


class WithdrawalFormMixin(TryAgainMixin):
    """A view that takes pages away, with a form for the reason."""

    @cached_property
    def withdrawal_form(self) -> WithdrawalForm:
        return WithdrawalForm(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = context["page"]
        if self.request.method == "POST":
            # Taken away in memory, where the database has undone that.
            page.refresh_from_db(fields=["live"])
        # A draft has no readers to tell, and of a private page nothing is told.
        if page.live and not page.get_view_restrictions().exists():
            context["withdrawal_form"] = self.withdrawal_form
        return context


class ReasonedUnpublishView(WithdrawalFormMixin, UnpublishView):
    """Unpublishing, with a reason for readers."""

    template_name = "headhealth/admin/confirm_unpublish.html"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.withdrawal_form.is_valid():
            return self.render_to_response(self.get_context_data())
        with self.withdrawal_form.withdrawing(self.objects_to_unpublish, request.user):
            return super().post(request, *args, **kwargs)


class ReasonedDeleteView(WithdrawalFormMixin, DeleteView):
    """Deletion, with a reason for readers that outlives the page."""

    template_name = "headhealth/admin/confirm_delete.html"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.withdrawal_form.is_valid():
            return self.render_to_response(self.get_context_data())
        with self.withdrawal_form.withdrawing(self.pages_to_delete, request.user):
            return super().post(request, *args, **kwargs)


class BulkWithdrawalForm(DefaultPageForm, WithdrawalForm):
    """Several pages are taken away for one reason."""


class ReasonedBulkMixin(DiscreetBulkMixin):
    """A bulk action that takes pages away."""

    form_class = BulkWithdrawalForm

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "form": self.cleaned_form}

    @classmethod
    def execute_action(
        cls, objects: Any, form: Any = None, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        with form.withdrawing(objects, user):
            return super().execute_action(objects, user=user, **kwargs)


class ReasonedUnpublishBulkAction(ReasonedBulkMixin, UnpublishBulkAction):
    """Unpublishing several pages, with a reason for readers."""

    template_name = "headhealth/admin/confirm_bulk_unpublish.html"

    def get_actionable_objects(self) -> Any:
        """Drafts stand apart from what the user lacks the permission to unpublish."""
        pages, refused = super().get_actionable_objects()
        forbidden = [page for page in refused["items_with_no_access"] if page.live]
        drafts = [page for page in refused["items_with_no_access"] if not page.live]
        return pages, {"items_with_no_access": forbidden, "drafts": drafts}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        items = {str(item["item"].pk): item for item in context["items"]}
        # One query each for all of them.
        scheduled = Revision.page_revisions.filter(
            object_id__in=items, approved_go_live_at__isnull=False
        )
        for revision in scheduled.only("object_id", "approved_go_live_at"):
            items[revision.object_id]["scheduled_revision"] = revision
        in_review = WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(self.model),
            object_id__in=items,
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        for key in in_review.values_list("object_id", flat=True):
            items[key]["is_in_review"] = True
        return context


class ReasonedDeleteBulkAction(ReasonedBulkMixin, DeleteBulkAction):
    """Deleting several pages, with a reason for readers."""

    template_name = "headhealth/admin/confirm_bulk_delete.html"
