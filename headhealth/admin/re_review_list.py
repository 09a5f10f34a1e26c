"""The requests for review that were made, and links to what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from headhealth.re_review.re_review_request import ItemState, ReReviewItem, ReReviewRequest
from headhealth.re_review.request_rights import visible_requests


class ReReviewMenuItem(MenuItem):
    """In the menu "Reports"."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Requests for review"),
            reverse("headhealth_admin:re_review_list"),
            name="requests-for-review",
            icon_name="calendar-check",
            order=110,
        )

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(ReReviewRequest)
        return policy.user_has_permission(request.user, "view")


class ReReviewListView(ReportView):
    """The newest first. The same queries for any number of pages."""

    page_title = gettext_lazy("Requests for review")
    header_icon = "calendar-check"
    model = ReReviewRequest
    permission_policy = ModelPermissionPolicy(ReReviewRequest)
    permission_required = "view"
    verbose_name_plural = gettext_lazy("requests for review")
    index_url_name = "headhealth_admin:re_review_list"
    index_results_url_name = "headhealth_admin:re_review_list_results"
    default_ordering = "-requested_at"
    is_searchable = True
    search_fields = ["cause", "reason"]
    list_export: list[str] = []

    def get_base_queryset(self) -> QuerySet[ReReviewRequest]:
        of_request = ReReviewItem.objects.filter(request=OuterRef("pk")).with_answers()
        items = of_request.order_by().values("request")
        answered = Count("pk", filter=Q(state=ItemState.ASKED, is_answered=True))
        asked = Count("pk", filter=Q(state=ItemState.ASKED))
        return visible_requests(self.request.user).annotate(
            total=Coalesce(Subquery(items.annotate(n=Count("pk")).values("n")), 0),
            asked=Coalesce(Subquery(items.annotate(n=asked).values("n")), 0),
            answered=Coalesce(Subquery(items.annotate(n=answered).values("n")), 0),
        )

    def order_queryset(self, queryset: Any) -> Any:
        is_falling = self.ordering.startswith("-")
        field = F(self.ordering.lstrip("-"))
        return queryset.order_by(field.desc() if is_falling else field.asc(), "-pk")

    @property
    def no_results_message(self) -> Any:
        if self.is_searching:
            return _("No request for review has these words.")
        return _(
            "Nobody has asked for a review yet. Do so for all that the report “Medical review” "
            "lists, for pages ticked in the explorer, or for all that shows a source."
        )

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn(
                "cause",
                label=_("Which pages"),
                get_url=lambda row: reverse("headhealth_admin:re_review_show", args=[row.pk]),
                sort_key="cause",
            ),
            Column("reason", label=_("Reason")),
            Column("requested_by_name", label=_("Asked by"), sort_key="requested_by_name"),
            DateColumn("requested_at", label=_("Asked"), sort_key="requested_at"),
            Column("progress", label=_("Reviewed since"), accessor=_progress),
        ]


def object_links(items: Iterable[Any], user: Any) -> list[Any]:
    """``items``, each with the ``url`` of its editor for ``user``; one query for each type."""
    finder = AdminURLFinder(user)
    items = list(items)
    by_type: dict[Any, list[Any]] = defaultdict(list)
    for item in items:
        by_type[item.content_type].append(item)
    for kind, of_type in by_type.items():
        model: Any = kind.model_class()
        found = model._base_manager.in_bulk([item.object_id for item in of_type]) if model else {}
        for item in of_type:
            obj = model and found.get(model._meta.pk.to_python(item.object_id))
            item.url = finder.get_edit_url(obj) if obj else None
    return items


def _progress(row: Any) -> str:
    if row.withdrawn_at is not None and not row.asked:
        return _("Withdrawn")
    return _("%(answered)d of %(asked)d") % {"answered": row.answered, "asked": row.total}
