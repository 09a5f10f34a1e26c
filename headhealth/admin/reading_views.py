"""Views of versions and histories that reviewers may open without rights in the page tree."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wagtail.admin.views.pages import history as page_history
from wagtail.admin.views.pages import preview as page_preview
from wagtail.admin.views.pages import revisions as page_revisions
from wagtail.admin.views.pages import usage as page_usage
from wagtail.snippets.views import snippets


class ReviewedRevisionsView(page_revisions.RevisionsView):
    """A version of a page as readers would see it."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Looking up the page asked for the right to it. Wagtail asks for one in the tree too."""
        return super(page_revisions.RevisionsView, self).dispatch(request, *args, **kwargs)


class ReviewedRevisionsCompareView(page_revisions.RevisionsCompareView):
    """Two versions of a page side by side."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Looking up the page asked for the right to it. Wagtail asks for one in the tree too."""
        return super(page_revisions.RevisionsCompareView, self).dispatch(request, *args, **kwargs)


class ReviewedPageHistoryView(page_history.PageHistoryView):
    """The history of a page."""

    any_permission_required = None
    """Looking up the page asks for the right to it."""


class ReviewedPageUsageView(page_usage.UsageView):
    """The places where a page is used."""

    permission_required = None
    """Wagtail asks for the right to edit the page, and for one in the tree too."""


class ReviewedPagePreviewView(page_preview.PreviewOnEditView):
    """The preview of the form in the page editor."""

    permission_required = None
    """Looking up the page asks for the right to it."""


class ReadableInReviewMixin:
    """Lets reviewers read what concerns the snippet that waits for them, as they can with pages."""

    object: Any
    request: Any

    def user_has_permission(self, permission: str) -> bool:
        return super().user_has_permission(permission) or self._can_review(self.object)

    def user_has_permission_for_instance(self, permission: str, instance: Any) -> bool:
        is_given = super().user_has_permission_for_instance(permission, instance)
        return is_given or self._can_review(instance)

    def user_has_any_permission(self, permissions: Collection[str]) -> bool:
        return super().user_has_any_permission(permissions) or self._can_review(self.object)

    def _can_review(self, obj: Any) -> bool:
        task = obj.current_workflow_task
        return bool(task and task.user_can_access_editor(obj, self.request.user))


class ReviewedSnippetRevisionView(ReadableInReviewMixin, snippets.PreviewRevisionView):
    """A version as pages show it."""


class ReviewedSnippetRevisionsCompareView(ReadableInReviewMixin, snippets.RevisionsCompareView):
    """Two versions side by side."""


class ReviewedSnippetHistoryView(ReadableInReviewMixin, snippets.HistoryView):
    """The history of a snippet."""

    def user_can_unschedule(self) -> bool:
        """A right that reviewing does not give."""
        return self.permission_policy.user_has_permission(self.request.user, "publish")


class ReviewedSnippetUsageView(ReadableInReviewMixin, snippets.UsageView):
    """The places where a snippet is used."""


class ReviewedSnippetWorkflowHistoryView(ReadableInReviewMixin, snippets.WorkflowHistoryView):
    """The reviews of a snippet."""


class ReviewedSnippetWorkflowHistoryDetailView(
    ReadableInReviewMixin, snippets.WorkflowHistoryDetailView
):
    """One review of a snippet, step by step."""


class ReviewedSnippetPreviewView(ReadableInReviewMixin, snippets.PreviewOnEditView):
    """The preview of the form in the snippet editor."""
