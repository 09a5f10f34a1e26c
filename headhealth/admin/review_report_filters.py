"""By what the report of medical reviews can be narrowed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Locale

from headhealth.admin.feedback_filters import UserFilter
from headhealth.admin.review_states import STATES, is_shown_as
from headhealth.pages.health_page import RiskTierChoice
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import reviewed_types
from headhealth.site_calendar import site_day
from headhealth.workflow.object_rights import SEE_REVIEWS


def state_filter(label: Any) -> django_filters.MultipleChoiceFilter:
    """Any of the states, for a filter set with a method ``filter_state``."""
    return django_filters.MultipleChoiceFilter(
        label=label,
        choices=list(STATES.items()),
        method="filter_state",
        widget=forms.CheckboxSelectMultiple,
    )


def in_any_state(clocks: Any, names: Iterable[str]) -> Any:
    """Those of ``clocks`` that are in one of the states; all of them where none is named."""
    today = site_day()
    return clocks.filter(reduce(or_, [is_shown_as(name, today) for name in names], Q()))


def tier_filter(**kwargs: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=_("Risk tier"),
        choices=RiskTierChoice,
        empty_label=_("All"),
        widget=forms.RadioSelect,
        **kwargs,
    )


class ReviewReportFilterSet(WagtailFilterSet):
    """State, type, tier, people, locale and due day."""

    state = state_filter(_("State"))
    content_type = ContentTypeFilter(
        label=_("Type"),
        queryset=lambda request: reviewed_types(),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    tier = tier_filter()
    owner = UserFilter(
        label=_("Owner"),
        queryset=lambda request: _owners(request),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    reviewer_name = django_filters.ChoiceFilter(
        label=_("Reviewer"),
        choices=[],
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["reviewer_name"].extra["choices"] = _reviewers(self.request)

    def filter_state(self, queryset: Any, name: str, values: list[str]) -> Any:
        return in_any_state(queryset, values)


def _owners(request: Any) -> Any:
    model = get_user_model()
    owners = _listed(request).exclude(owner=None).values("owner")
    return model._default_manager.filter(pk__in=owners).order_by(model.USERNAME_FIELD)


def _reviewers(request: Any) -> list[tuple[str, str]]:
    names = _listed(request).exclude(reviewer_name="").values_list("reviewer_name", flat=True)
    return [(name, name) for name in names.order_by("reviewer_name").distinct()]


def _listed(request: Any) -> Any:
    return SEE_REVIEWS.records(request.user, ReviewClock.objects.all())
