"""The report "Medical review": what is live, who reviewed it when, and what is due."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import Button
from wagtail.coreutils import get_content_type_label
from wagtail.models import AbstractPage
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from headhealth.admin.anchor_status import anchor_status
from headhealth.admin.found_objects import find_objects
from headhealth.admin.hand_over import owner_hand_over_url
from headhealth.admin.re_review_links import ask_listed_button
from headhealth.admin.reminder_status import reminder_status
from headhealth.admin.review_columns import DueColumn, ReviewedOnColumn, StateColumn, tier_name
from headhealth.admin.review_counts import review_counts
from headhealth.admin.review_report_filters import ReviewReportFilterSet
from headhealth.admin.review_states import ASKED, CHANGED, IN_REVIEW, OUTDATED, STATES, states_of
from headhealth.admin.spreadsheet_view import SpreadsheetMixin
from headhealth.admin.title_links import link_titles
from headhealth.review.review_clock import EMERGENCIES_FIRST, ReviewClock
from headhealth.workflow.object_rights import SEE_EVIDENCE, SEE_REVIEWS

URL_NAME = "headhealth_review_report"
EXPORTED = {
    "title": _("Title"),
    "type": _("Type"),
    "state": _("State"),
    "emergency_due_at": _("Review of an emergency due"),
    "is_outdated": STATES[OUTDATED],
    "is_asked_for": STATES[ASKED],
    "is_changed_since": STATES[CHANGED],
    "is_in_review": STATES[IN_REVIEW],
    "due_on": _("Next review due"),
    "reviewed_on": _("Last reviewed"),
    "reviewer_name": _("Reviewer"),
    "tier": _("Risk tier"),
    "owner": _("Owner"),
    "locale": _("Locale"),
    "address": _("Address"),
}


class ReviewReportMenuItem(MenuItem):
    """In the menu "Reports"."""

    def __init__(self) -> None:
        super().__init__(
            _("Medical review"),
            reverse(URL_NAME),
            name="medical-review",
            icon_name="calendar-check",
            order=100,
        )

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(ReviewClock)
        return policy.user_has_permission(request.user, "view")


class ReviewReportPaginator(WagtailPaginator):
    """Counts what people see in the list, whose rows are review clocks to the database only."""

    verbose_name = _("page or snippet")
    verbose_name_plural = _("pages and snippets")


class ReviewReportView(SpreadsheetMixin, ReportView):
    """Everything live under medical review.

    What was published urgently and awaits its review comes first, then what was never reviewed, and
    the rest by the due day.
    """

    template_name = "headhealth/admin/review_report.html"
    results_template_name = "headhealth/admin/review_report_results.html"

    page_title = _("Medical review")
    header_icon = "calendar-check"
    model = ReviewClock
    paginator_class = ReviewReportPaginator
    permission_policy = ModelPermissionPolicy(ReviewClock)
    permission_required = "view"
    verbose_name_plural = _("reviews")
    filterset_class = ReviewReportFilterSet
    index_url_name = URL_NAME
    index_results_url_name = f"{URL_NAME}_results"
    default_ordering = "due_on"
    is_searchable = True
    search_fields = ["title"]
    list_export = list(EXPORTED)
    export_headings = EXPORTED

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if SEE_EVIDENCE.is_given(self.request.user):
            url = f"{reverse('headhealth_admin:evidence_show')}?{self.request.GET.urlencode()}"
            buttons.append(
                Button(_("Evidence packs"), url=url, icon_name="clipboard-list", priority=110)
            )
        return buttons

    def get_base_queryset(self) -> Any:
        return listed_clocks(self.request.user).select_related("owner", "locale")

    def order_queryset(self, queryset: Any) -> Any:
        """Without a day first, on any database, and always in the same order."""
        field = F(self.ordering.lstrip("-"))
        is_falling = self.ordering.startswith("-")
        order = field.desc(nulls_last=True) if is_falling else field.asc(nulls_first=True)
        first = [] if self.is_explicitly_ordered else [EMERGENCIES_FIRST]
        return queryset.order_by(*first, order, "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        link_titles(context["object_list"], self.request.user)
        if not (self.results_only or self.is_export):
            context["counts"] = review_counts(self.request.user)
            context["reminders"] = reminder_status(self.request.user)
            context["anchor"] = anchor_status(self.request.user)
        context.update(self._handing_over())
        return context

    def _handing_over(self) -> dict[str, Any]:
        """Where the pages of the owner that the report is narrowed to can be given to another."""
        form = self.filters.form
        owner = form.cleaned_data.get("owner") if form.is_valid() else None
        if owner is None:
            return {}
        return {"handing_over": owner, "hand_over_url": owner_hand_over_url(owner)}

    @property
    def no_results_message(self) -> Any:
        if self.is_searching or self.is_filtering:
            return _("Nothing that is live matches. Take a filter away to see more.")
        return _("Nothing under medical review is live yet. What is published appears here.")

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        find_objects(queryset)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    @cached_property
    def header_buttons(self) -> list[Any]:
        return ask_listed_button(self.request)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "title": item.title,
            "type": _type(item),
            "state": "; ".join(str(state.label) for state in states_of(item)),
            "emergency_due_at": item.emergency_due_at,
            "is_outdated": _yes(item.outdated_since),
            "is_asked_for": _yes(item.review_asked_at),
            "is_changed_since": _yes(item.is_changed_since),
            "is_in_review": _yes(item.is_in_review),
            "due_on": item.due_on,
            "reviewed_on": item.reviewed_on,
            "reviewer_name": item.reviewer_name,
            "tier": tier_name(item.tier),
            "owner": _owner(item),
            "locale": str(item.locale or ""),
            "address": _address(item),
        }

    @cached_property
    def columns(self) -> list[Any]:
        columns = [
            TitleColumn(
                "title",
                label=_("Title"),
                get_url=attrgetter("title_url"),
                sort_key="title",
                classname="hh-title",
            ),
            Column("type", label=_("Type"), accessor=_type, sort_key="content_type"),
            StateColumn("state", label=_("State")),
            DueColumn("due_on", label=_("Due"), sort_key="due_on"),
            ReviewedOnColumn("reviewed_on", label=_("Last reviewed"), sort_key="reviewed_on"),
            Column("reviewer_name", label=_("Reviewer"), sort_key="reviewer_name"),
            Column(
                "tier",
                label=_("Risk tier"),
                accessor=lambda clock: tier_name(clock.tier),
                sort_key="tier",
            ),
            Column("owner", label=_("Owner"), accessor=_owner, sort_key="owner"),
        ]
        if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
            columns.append(Column("locale", label=_("Locale"), sort_key="locale"))
        return columns


def listed_clocks(user: Any) -> Any:
    """The clocks that the report has for ``user``."""
    return SEE_REVIEWS.records(user, ReviewClock.objects.with_open_reviews())


def review_report_urls() -> list[Any]:
    return [
        path("reports/medical-review/", ReviewReportView.as_view(), name=URL_NAME),
        path(
            "reports/medical-review/results/",
            ReviewReportView.as_view(results_only=True),
            name=f"{URL_NAME}_results",
        ),
    ]


def _address(clock: Any) -> str:
    """Where readers find it."""
    if isinstance(clock.obj, AbstractPage):
        return clock.obj.full_url or ""
    return ""


def _type(clock: ReviewClock) -> str:
    return get_content_type_label(ContentType.objects.get_for_id(clock.content_type_id))


def _owner(clock: ReviewClock) -> str:
    return get_user_display_name(clock.owner) if clock.owner else ""


def _yes(fact: Any) -> str:
    return str(_("Yes")) if fact else ""
