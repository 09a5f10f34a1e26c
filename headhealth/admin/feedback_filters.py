"""By what the queue of feedback can be narrowed."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import (
    ContentTypeFilter,
    DateRangePickerWidget,
    WagtailFilterSet,
)
from wagtail.admin.utils import get_user_display_name
from wagtail.permissions import policy_registry

from headhealth.feedback.feedback import Feedback, FeedbackKind, FeedbackState
from headhealth.pages.health_page import HealthPageMixin
from headhealth.review.reviewed_object import reviewed_types

USEFULNESS = "usefulness"


class UserField(django_filters.fields.ModelChoiceField):
    """Users by the names that people go by."""

    def label_from_instance(self, obj: Any) -> str:
        return get_user_display_name(obj)


class UserFilter(django_filters.ModelChoiceFilter):
    """One user."""

    field_class = UserField


class FeedbackFilterSet(WagtailFilterSet):
    """State, kind, page type, person and day."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=FeedbackState, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        method="filter_kind",
        choices=[*FeedbackKind.choices, (USEFULNESS, _("Useful or not"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    page_type = ContentTypeFilter(
        label=_("Page type"),
        field_name="page__content_type",
        queryset=lambda request: reviewed_types(HealthPageMixin),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    assigned_to = UserFilter(
        label=_("Assigned to"),
        queryset=lambda request: assigned_people(request.user),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    submitted_at = django_filters.DateFromToRangeFilter(
        label=_("Submitted"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Feedback
        fields: list[str] = []

    def filter_kind(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(kind="" if value == USEFULNESS else value)


def assigned_people(user: Any) -> Any:
    """The people to whom feedback that ``user`` may see is assigned."""
    user_model = get_user_model()
    policy = policy_registry.get_by_type(Feedback)
    seen = policy.instances_user_has_any_permission_for(user, ["view", "change", "delete"])
    assigned = seen.exclude(assigned_to=None).values("assigned_to")
    return user_model._default_manager.filter(pk__in=assigned).order_by(user_model.USERNAME_FIELD)
