"""The queue of reader comments in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import DateFromToRangeFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import (
    BaseColumn,
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
    UserColumn,
)
from wagtail.admin.views.generic import DeleteView, HistoryView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from headhealth.admin.comment_decision import CommentDecisionView
from headhealth.admin.object_views import InstanceRightMixin, RowRightsMixin
from headhealth.comments.reader_comment import CommentState, ReaderComment

EXCERPT_LENGTH = 120
MOST_COUNTED = 99
"""Beyond it, a moderator needs no exact number, and the database need not find it."""


class CommentFilterSet(WagtailFilterSet):
    """By what was decided, and when it was written."""

    state = MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=CommentState.choices, widget=CheckboxSelectMultiple
    )
    submitted_at = DateFromToRangeFilter(
        label=gettext_lazy("Written"), widget=DateRangePickerWidget
    )

    class Meta:
        model = ReaderComment
        fields = ["state", "submitted_at"]


class PageColumn(Column):
    """The page, linked to its comments as readers see them where they can."""

    cell_template_name = "headhealth/admin/comment_page_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        return {
            **super().get_cell_context_data(instance, parent_context),
            "url": instance.page.get_url(parent_context.get("request")),
        }


class CommentDeleteView(InstanceRightMixin, DeleteView):
    """Deleting one comment."""


class CommentHistoryView(InstanceRightMixin, HistoryView):
    """The history of one comment: the decisions about it."""


class CommentIndexView(RowRightsMixin, IndexView):
    """Comments with the beginning of what they say, newest first."""

    template_name = "headhealth/admin/comment_index.html"
    table_classname = "listing hh-queue"
    search_fields = ["name", "email", "text", "page__title"]
    # `add` is not asked for: comments come from readers.
    any_permission_required = ["change", "delete", "view"]

    def get_base_queryset(self) -> QuerySet[ReaderComment]:
        comments = super().get_base_queryset()
        return comments.select_related("page__locale", "moderated_by__wagtail_userprofile")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        title = self._get_title_column_class(TitleColumn)(
            "text",
            label=gettext_lazy("Comment"),
            accessor=_excerpt,
            get_url=self.get_edit_url,
            get_title_id=lambda comment: f"comment_{comment.pk}_title",
        )
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="comment"),
            title,
            StatusTagColumn(
                "state",
                label=gettext_lazy("State"),
                accessor="get_state_display",
                sort_key="state",
                primary=lambda comment: comment.state == CommentState.WAITING,
            ),
            PageColumn("page", label=gettext_lazy("Page"), sort_key="page__title"),
            DateColumn("submitted_at", label=gettext_lazy("Written"), sort_key="submitted_at"),
            UserColumn("moderated_by", label=gettext_lazy("Decided by")),
            DateColumn("moderated_at", label=gettext_lazy("Decided"), sort_key="moderated_at"),
        ]

    def get_edit_url(self, instance: ReaderComment) -> str:
        """For whoever sees the queue: who may only look, looks there."""
        return reverse(self.edit_url_name, args=[instance.pk])

    def get_list_more_buttons(self, instance: ReaderComment) -> list[Any]:
        """None: the title leads to all there is, and nothing is deleted by a slip."""
        return []


def _excerpt(comment: ReaderComment) -> str:
    text = Truncator(comment.text).chars(EXCERPT_LENGTH)
    return format_html("<bdi>{}</bdi>: <bdi>{}</bdi>", comment.name, text)


class CommentMenuItem(MenuItem):
    """Says how many comments wait."""

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(ReaderComment)
        return policy.user_has_any_permission(
            request.user, CommentIndexView.any_permission_required
        )

    def render_component(self, request: Any) -> LinkMenuItem:
        component = super().render_component(request)
        policy = policy_registry.get_by_type(ReaderComment)
        seen = policy.instances_user_has_any_permission_for(
            request.user, CommentIndexView.any_permission_required
        )
        waiting = seen.waiting().values("pk")[: MOST_COUNTED + 1].count()
        if waiting:
            number = f"{MOST_COUNTED}+" if waiting > MOST_COUNTED else str(waiting)
            component.label = _("%(label)s (%(count)s)") % {"label": self.label, "count": number}
        return component


class ReaderCommentViewSet(ModelViewSet):
    """Nobody adds, edits or copies what a reader wrote: it is approved as it is, or not."""

    model = ReaderComment
    name = "reader_comments"
    icon = "comment"
    menu_label = gettext_lazy("Comments")
    menu_order = 160
    add_to_admin_menu = True
    menu_item_class = CommentMenuItem
    index_view_class = CommentIndexView
    edit_view_class = CommentDecisionView
    delete_view_class = CommentDeleteView
    history_view_class = CommentHistoryView
    filterset_class = CommentFilterSet
    exclude_form_fields: list[str] = []
    list_per_page = 50
    ordering = "-submitted_at"
    search_backend_name = None
    search_fields = CommentIndexView.search_fields
    add_to_reference_index = False
    copy_view_enabled = False

    @cached_property
    def menu_url(self) -> str:
        """The queue: what waits."""
        return f"{super().menu_url}?state={CommentState.WAITING.value}"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        without = {"add_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**{**without, **kwargs})

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return kwargs

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/delete/", self.delete_view, name="delete"),
            path("<int:pk>/history/", self.history_view, name="history"),
            path("<int:pk>/history-results/", self.history_results_view, name="history_results"),
        ]
