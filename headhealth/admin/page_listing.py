"""Lists of health pages in the explorer: when each was reviewed and is due again."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.models import AbstractPage

from headhealth.admin.page_listing_filters import ReviewedPageFilterSet
from headhealth.admin.review_columns import DueColumn, ReviewedOnColumn, StateColumn
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import reviewed_types

DUE = "review_due_on"
CLOCK = attrgetter("review_clock")


class PageDueColumn(DueColumn):
    """Can be sorted by, but not what was searched for: the search index knows no clocks."""

    def get_header_context_data(self, parent_context: Any) -> Any:
        context = super().get_header_context_data(parent_context)
        context["is_orderable"] = not parent_context.get("is_searching")
        return context


class ReviewListingMixin:
    """A view of Wagtail's that lists pages, with their clocks: one query more for all of them."""

    base_filterset_class = ReviewedPageFilterSet
    base_columns = [
        # The type is left to the filter: with it, titles would be as narrow as their longest word.
        *(column for column in ExplorableIndexView.base_columns if column.name != "type"),
        StateColumn("review_state", label=_("Medical review"), clock=CLOCK),
        PageDueColumn("review_due", label=_("Due"), clock=CLOCK, sort_key=DUE),
        ReviewedOnColumn("reviewed_on", label=_("Last reviewed"), clock=CLOCK),
    ]

    def get_valid_orderings(self) -> list[str]:
        orderings = super().get_valid_orderings()
        if self.is_searching:
            orderings = [each for each in orderings if each.lstrip("-") != DUE]
        return orderings

    def order_queryset(self, queryset: Any) -> Any:
        if (self.ordering or "").lstrip("-") != DUE:
            return super().order_queryset(queryset)
        clock = ReviewClock.objects.filter(
            content_type=OuterRef("content_type"), object_id=Cast(OuterRef("pk"), CharField())
        )
        due = F(DUE).desc if self.ordering.startswith("-") else F(DUE).asc
        queryset = queryset.annotate(**{DUE: Subquery(clock.values("due_on"))})
        return queryset.order_by(due(nulls_last=True), "pk")

    def get_table(self, object_list: Any) -> Any:
        find_clocks(object_list)
        return super().get_table(object_list)


class ReviewedPageIndexView(ReviewListingMixin, ExplorableIndexView):
    """What stands below a page whose children are all health content."""


class ReviewedPageTypeView(ReviewListingMixin, ContentTypeUseView):
    """All pages of one type of health content."""


def find_clocks(pages: Iterable[Any]) -> None:
    """Give each of ``pages`` its ``review_clock``; None to what is not live, or an alias."""
    clocks = ReviewClock.objects.with_open_reviews().filter(
        content_type__in=reviewed_types(AbstractPage),
        object_id__in=[str(page.pk) for page in pages],
    )
    by_page = {clock.object_id: clock for clock in clocks}
    for page in pages:
        page.review_clock = by_page.get(str(page.pk))
