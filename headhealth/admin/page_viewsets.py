"""The viewset of every reviewed page type, of the app and of the site."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import swapper
from django.apps import apps
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import AbstractPage

from headhealth.admin.page_listing import ReviewedPageIndexView, ReviewedPageTypeView
from headhealth.admin.page_listing_filters import ReviewedPageFilterSet
from headhealth.admin.page_views import (
    ReviewedCollectWorkflowActionDataView,
    ReviewedConfirmWorkflowCancellationView,
    ReviewedConvertAliasView,
    ReviewedCopyView,
    ReviewedCreateView,
    ReviewedEditView,
    ReviewedRevertView,
    ReviewedWorkflowActionView,
)
from headhealth.admin.reading_views import (
    ReviewedPageHistoryView,
    ReviewedPagePreviewView,
    ReviewedPageUsageView,
    ReviewedRevisionsCompareView,
    ReviewedRevisionsView,
)
from headhealth.admin.try_again import TryAgainMixin
from headhealth.admin.withdrawal_views import ReasonedDeleteView, ReasonedUnpublishView
from headhealth.pages.a_to_z_page import AToZPageMixin
from headhealth.review.reviewed_object import reviewed_classes


class ReviewedPageViewSet(PageViewSet):
    """Wagtail's page views, with the publishing gate explained in them.

    A site that wants views of its own for a reviewed page type derives from this class and
    registers it after headhealth.
    """

    add_view_class = ReviewedCreateView
    edit_view_class = ReviewedEditView
    copy_view_class = ReviewedCopyView
    convert_alias_view_class = ReviewedConvertAliasView
    preview_on_edit_view_class = ReviewedPagePreviewView
    history_view_class = ReviewedPageHistoryView
    usage_view_class = ReviewedPageUsageView
    revisions_view_class = ReviewedRevisionsView
    revisions_compare_view_class = ReviewedRevisionsCompareView
    revisions_revert_view_class = ReviewedRevertView
    workflow_action_view_class = ReviewedWorkflowActionView
    collect_workflow_action_data_view_class = ReviewedCollectWorkflowActionDataView
    confirm_workflow_cancellation_view_class = ReviewedConfirmWorkflowCancellationView
    unpublish_view_class = ReasonedUnpublishView
    delete_view_class = ReasonedDeleteView
    index_view_class = ReviewedPageIndexView
    content_type_use_view_class = ReviewedPageTypeView
    filterset_class = ReviewedPageFilterSet

    @cached_property
    def parent_models(self) -> list[type[AbstractPage]]:
        """The types below which nothing but reviewed pages can stand, of one type or of several."""
        return [
            parent
            for parent in self.model.allowed_parent_page_models()
            if all(child in reviewed_classes() for child in parent.allowed_subpage_models())
        ]

    @cached_property
    def index_view(self) -> Any:
        return self.construct_view(self.index_view_class, **self._of_any_type())

    @cached_property
    def index_results_view(self) -> Any:
        return self.construct_view(self.index_view_class, **self._of_any_type(), results_only=True)

    def _of_any_type(self) -> dict[str, Any]:
        return self.get_index_view_kwargs(model=swapper.load_model("wagtailcore", "Page"))


class AToZEditView(TryAgainMixin, EditView):
    """The editor of an A to Z: a new address is also that of the pages below."""


class AToZPageViewSet(PageViewSet):
    """Wagtail's page views; a whole A to Z can be taken away with a reason."""

    edit_view_class = AToZEditView
    unpublish_view_class = ReasonedUnpublishView
    delete_view_class = ReasonedDeleteView


def page_viewsets() -> list[PageViewSet]:
    """One viewset for each reviewed page type, and one for each A to Z."""
    reviewed = [model for model in reviewed_classes() if issubclass(model, AbstractPage)]
    a_to_z = [model for model in apps.get_models() if issubclass(model, AToZPageMixin)]
    return [
        *(_viewset(ReviewedPageViewSet, model) for model in reviewed),
        *(_viewset(AToZPageViewSet, model) for model in a_to_z),
    ]


def _viewset(viewset_class: type[PageViewSet], model: Any) -> PageViewSet:
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    return viewset_class(model=model, name=name, icon=getattr(model, "page_icon", "doc-empty"))
