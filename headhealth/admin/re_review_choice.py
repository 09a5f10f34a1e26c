"""The content to be reviewed again, as the address of the question names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_latest_str
from wagtail.models import AbstractPage

from headhealth.admin.object_views import object_or_404
from headhealth.admin.re_review_links import SHOWS
from headhealth.admin.review_report import ReviewReportView
from headhealth.re_review.chosen_content import clocks_of_what_shows
from headhealth.review.review_clock import ReviewClock
from headhealth.review.seen_parts import is_showable
from headhealth.workflow.object_rights import ASK_FOR_REVIEW, SEE


@dataclass(frozen=True)
class Choice:
    """A set of live content, and how it was chosen, in words."""

    clocks: QuerySet[ReviewClock]
    cause: str


def choice_of(request: Any) -> Choice:
    """The content that the query of ``request`` chooses and its user may ask a review for.

    Raises ``Http404`` where there is none, or none that the user may know of.
    """
    user = request.user
    if (named := request.GET.get(SHOWS)) is None:
        return Choice(_listed(request), _("Chosen in the report “Medical review”"))
    shown = _find(named)
    clocks = ASK_FOR_REVIEW.records(user, clocks_of_what_shows(shown))
    if not SEE.allows(user, shown) and (isinstance(shown, AbstractPage) or not clocks.exists()):
        raise Http404
    words = {"title": get_latest_str(shown), "kind": shown._meta.verbose_name}
    return Choice(clocks, _("What shows the %(kind)s “%(title)s”") % words)


def _listed(request: Any) -> QuerySet[ReviewClock]:
    """The rows of the report with the same filters that the user may ask a review for."""
    report = ReviewReportView()
    report.setup(request)
    listed = report.get_queryset().order_by().values("pk")
    return ASK_FOR_REVIEW.records(request.user, ReviewClock.objects.filter(pk__in=listed))


def _find(named: str) -> Any:
    label, _colon, key = named.partition(":")
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if not is_showable(model):
        raise Http404
    return object_or_404(model, key)
