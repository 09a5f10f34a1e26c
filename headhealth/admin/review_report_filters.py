"""By what the report of medical reviews can be narrowed."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Locale

from headhealth.admin.feedback_filters import UserFilter
from headhealth.pages.health_page import RiskTierChoice
from headhealth.review.review_clock import ReviewClock, is_in_state
from headhealth.review.reviewed_object import reviewed_models
from headhealth.rules.review_schedule import ReviewState
from headhealth.site_calendar import site_day

CHANGED = "changed"
STATES: dict[str, Any] = {
    ReviewState.NEVER: _("Never reviewed"),
    ReviewState.OVERDUE: _("Overdue"),
    ReviewState.DUE_SOON: _("Due soon"),
    ReviewState.CURRENT: _("Up to date"),
    CHANGED: _("Changed since review"),
}
"""What people call them. Changed content is in one of the other states too."""


class ReviewReportFilterSet(WagtailFilterSet):
    """State, type, tier, people, locale and due day."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=list(STATES.items()),
        method="filter_state",
        widget=forms.CheckboxSelectMultiple,
    )
    content_type = ContentTypeFilter(
        label=_("Type"),
        queryset=lambda request: _reviewed_types(),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    tier = django_filters.ChoiceFilter(
        label=_("Risk tier"),
        choices=RiskTierChoice,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    owner = UserFilter(
        label=_("Owner"),
        queryset=lambda request: _owners(),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    reviewer_name = django_filters.ChoiceFilter(
        label=_("Reviewer"),
        choices=lambda: _reviewers(),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    locale = django_filters.ModelChoiceFilter(
        label=_("Locale"),
        queryset=lambda request: Locale.objects.all(),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    due_on = django_filters.DateFromToRangeFilter(
        label=_("Next review due"), widget=DateRangePickerWidget
    )

    class Meta:
        model = ReviewClock
        fields: list[str] = []

    def filter_state(self, queryset: Any, name: str, values: list[str]) -> Any:
        """In any of the states."""
        if not values:
            return queryset
        conditions = [
            Q(is_changed_since=True)
            if value == CHANGED
            else is_in_state(ReviewState(value), site_day())
            for value in values
        ]
        return queryset.filter(reduce(or_, conditions)) if conditions else queryset


def _reviewed_types() -> Any:
    types = ContentType.objects.get_for_models(*reviewed_models(), for_concrete_models=False)
    return ContentType.objects.filter(pk__in=[each.pk for each in types.values()]).order_by("model")


def _owners() -> Any:
    model = get_user_model()
    owners = ReviewClock.objects.exclude(owner=None).values("owner")
    return model._default_manager.filter(pk__in=owners).order_by(model.USERNAME_FIELD)


def _reviewers() -> list[tuple[str, str]]:
    names = ReviewClock.objects.exclude(reviewer_name="").values_list("reviewer_name", flat=True)
    return [(name, name) for name in names.order_by("reviewer_name").distinct()]
