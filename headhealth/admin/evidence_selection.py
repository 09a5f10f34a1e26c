"""Which objects a screen about evidence is about, by its address."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.admin.review_report_filters import ReviewReportFilterSet
from headhealth.evidence.chosen_objects import ObjectKey, keys_of_clocks, load_objects
from headhealth.review.review_clock import ReviewClock

PARAMETER = "object"
MOST_CHOSEN = 500
TITLES_SHOWN = 100


def evidence_url(keys: list[ObjectKey]) -> str:
    """The address of the screen about these objects."""
    query = QueryDict(mutable=True)
    query.setlist(PARAMETER, [f"{key.model}:{key.id}" for key in keys])
    return f"{reverse('headhealth_admin:evidence_show')}?{query.urlencode(safe=':')}"


def may_see_evidence(user: Any) -> bool:
    return user.has_perm("headhealth.view_evidence")


def may_make_links(user: Any) -> bool:
    return may_see_evidence(user) and user.has_perm("headhealth.add_evidencelink")


class EvidenceSelectionMixin:
    """For views: the objects that the address names, else those that the report's filter finds."""

    request: HttpRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not may_see_evidence(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def keys(self) -> list[ObjectKey]:
        named = self.request.GET.getlist(PARAMETER)
        if named:
            parts = (each.partition(":") for each in named[:MOST_CHOSEN])
            chosen = [ObjectKey(model, pk) for model, _colon, pk in parts]
            return list(dict.fromkeys(chosen))
        clocks = ReviewClock.objects.order_by("title", "pk")
        return keys_of_clocks(
            ReviewReportFilterSet(self.request.GET, clocks, request=self.request).qs
        )

    @cached_property
    def objects(self) -> list[Any]:
        """The first of them."""
        return list(load_objects(self.keys[:TITLES_SHOWN]))

    @property
    def selection_title(self) -> str:
        if len(self.keys) == 1 and self.objects:
            return str(self.objects[0])
        if not self.keys:
            return _("Nothing")
        count = len(self.keys)
        return ngettext("%(count)d text", "%(count)d texts", count) % {"count": count}
