"""By what a list of health pages can be narrowed, beside Wagtail's own filters."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.models import AbstractPage

from headhealth.admin.review_report_filters import in_any_state, state_filter, tier_filter
from headhealth.pages.health_page import HealthPageMixin
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import reviewed_models, reviewed_types


class ReviewedPageFilterSet(GenericPageFilterSet):
    """Where pages stand between two reviews, how much harm they can do, and when they are due."""

    review_state = state_filter(_("Medical review"))
    risk_tier = tier_filter(method="filter_tier")
    review_due = django_filters.DateFromToRangeFilter(
        label=_("Next review due"), widget=DateRangePickerWidget, method="filter_due"
    )

    def filter_state(self, queryset: Any, name: str, values: list[str]) -> Any:
        if not values:
            return queryset
        return _of_clocks(queryset, in_any_state(ReviewClock.objects.with_open_reviews(), values))

    def filter_tier(self, queryset: Any, name: str, value: str) -> Any:
        """Of drafts too, which have no clock."""
        types = [model for model in reviewed_models() if issubclass(model, HealthPageMixin)]
        of_tier = (Q(pk__in=model.objects.filter(risk_tier=value).values("pk")) for model in types)
        return queryset.filter(reduce(or_, of_tier))

    def filter_due(self, queryset: Any, name: str, value: slice) -> Any:
        clocks = ReviewClock.objects.all()
        if value.start:
            clocks = clocks.filter(due_on__gte=value.start.date())
        if value.stop:
            clocks = clocks.filter(due_on__lte=value.stop.date())
        return _of_clocks(queryset, clocks)


def _of_clocks(pages: Any, clocks: Any) -> Any:
    """Those of ``pages`` that ``clocks`` are about."""
    # Restricted to pages first: what a snippet is known by need not be a number.
    of_pages = clocks.filter(content_type__in=reviewed_types(AbstractPage))
    return pages.filter(
        pk__in=of_pages.annotate(page=Cast("object_id", BigIntegerField())).values("page")
    )
