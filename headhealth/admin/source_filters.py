"""By what the list of sources can be narrowed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from headhealth.pages.citing_pages import is_cited
from headhealth.site_calendar import site_day
from headhealth.snippets.source import Source, SourceType
from headhealth.snippets.source_notice import NoticeKind
from headhealth.source_checks.source_link import LinkState
from headhealth.workflow.object_rights import SEE

NOT_CHECKED = "not_checked"
NONE = "none"
_YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


def _one_of(label: Any, choices: Any, method: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label,
        choices=choices,
        method=method,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )


class SourceFilterSet(WagtailFilterSet):
    """Link, age, when somebody looked at it, uses, notice and type."""

    link = django_filters.MultipleChoiceFilter(
        label=_("Link"),
        choices=[*LinkState.choices, (NOT_CHECKED, _("Not checked"))],
        method="filter_link",
        widget=forms.CheckboxSelectMultiple,
    )
    age = _one_of(
        _("Published"),
        [
            ("2", _("More than 2 years ago")),
            ("5", _("More than 5 years ago")),
            ("10", _("More than 10 years ago")),
            (NONE, _("No year given")),
        ],
        "filter_age",
    )
    looked_at = _one_of(
        _("Looked at by a person"),
        [
            ("1", _("Not within a year")),
            ("3", _("Not within 3 years")),
            (NONE, _("No day given")),
        ],
        "filter_looked_at",
    )
    cited = _one_of(_("Cited by a live page"), _YES_OR_NO, "filter_cited")
    notice = _one_of(
        _("Notice"), [*NoticeKind.choices, (NONE, _("Neither of them"))], "filter_notice"
    )
    type = django_filters.ChoiceFilter(
        label=_("Type"), choices=SourceType, empty_label=_("All"), widget=forms.RadioSelect
    )

    class Meta:
        model = Source
        fields: list[str] = []

    def filter_link(self, queryset: Any, name: str, values: list[str]) -> Any:
        condition = Q(link__state__in=values)
        if NOT_CHECKED in values:
            condition |= Q(link=None)
        return queryset.filter(condition) if values else queryset

    def filter_age(self, queryset: Any, name: str, value: str) -> Any:
        if value == NONE:
            return queryset.filter(year=None)
        return queryset.filter(year__lt=site_day().year - int(value))

    def filter_looked_at(self, queryset: Any, name: str, value: str) -> Any:
        if value == NONE:
            return queryset.filter(accessed_on=None)
        since = site_day() - timedelta(days=365 * int(value))
        return queryset.filter(Q(accessed_on=None) | Q(accessed_on__lt=since))

    def filter_cited(self, queryset: Any, name: str, value: str) -> Any:
        is_used = is_cited(SEE.pages(self.request.user))
        return queryset.filter(is_used if value == "yes" else ~is_used)

    def filter_notice(self, queryset: Any, name: str, value: str) -> Any:
        if value == NONE:
            return queryset.filter(notice=None)
        return queryset.filter(notice__kind=value)
