"""Which content somebody wants reviewed again, as the address of the question says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_latest_str

from headhealth.admin.re_review_links import SHOWS
from headhealth.admin.review_report import ReviewReportView
from headhealth.re_review.chosen_content import clocks_of_what_shows
from headhealth.review.review_clock import ReviewClock
from headhealth.review.seen_parts import is_showable


@dataclass(frozen=True)
class Choice:
    """A set of live content, and how it was chosen, in words."""

    clocks: QuerySet[ReviewClock]
    cause: str


def choice_of(request: Any) -> Choice:
    """What the query of ``request`` chooses. Raises ``Http404`` where that is nothing there is."""
    if (named := request.GET.get(SHOWS)) is None:
        return Choice(_listed(request), _("Chosen in the report “Medical review”"))
    shown = _find(named)
    words = {"title": get_latest_str(shown), "kind": shown._meta.verbose_name}
    return Choice(clocks_of_what_shows(shown), _("What shows the %(kind)s “%(title)s”") % words)


def _listed(request: Any) -> QuerySet[ReviewClock]:
    """What the report lists with the same filters."""
    report = ReviewReportView()
    report.setup(request)
    return ReviewClock.objects.filter(pk__in=report.get_queryset().order_by().values("pk"))


def _find(named: str) -> Any:
    label, _colon, key = named.partition(":")
    try:
        model: Any = apps.get_model(label)
        shown = model._default_manager.filter(pk=key).first() if is_showable(model) else None
    except (LookupError, ValueError, ValidationError) as error:
        raise Http404 from error
    if shown is None:
        raise Http404
    return shown
