"""The objects that a screen about evidence is about, by its address."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.admin.review_report_filters import ReviewReportFilterSet
from headhealth.evidence.chosen_objects import (
    ObjectKey,
    existing_keys,
    keys_of_clocks,
    load_objects,
)
from headhealth.evidence.evidence_rights import allowed_keys
from headhealth.review.review_clock import ReviewClock
from headhealth.workflow.object_rights import SEE_EVIDENCE, SHARE_EVIDENCE

PARAMETER = "object"
MOST_CHOSEN = 500
TITLES_SHOWN = 100


def evidence_url(keys: list[ObjectKey]) -> str:
    """The address of the screen about these objects."""
    query = QueryDict(mutable=True)
    query.setlist(PARAMETER, [f"{key.model}:{key.id}" for key in keys])
    return f"{reverse('headhealth_admin:evidence_show')}?{query.urlencode(safe=':')}"


class EvidenceSelectionMixin:
    """For views: the objects that the address names, else those that the report's filter finds.

    Refused with 403 where it names one whose evidence the user may not see.
    """

    request: HttpRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not SEE_EVIDENCE.is_given(request.user) or self._names_others:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def named(self) -> list[ObjectKey]:
        """The existing objects that the address names."""
        parts = (each.partition(":") for each in self.request.GET.getlist(PARAMETER)[:MOST_CHOSEN])
        chosen = dict.fromkeys(ObjectKey(model, pk) for model, _colon, pk in parts)
        return existing_keys(list(chosen))

    @cached_property
    def keys(self) -> list[ObjectKey]:
        user = self.request.user
        if PARAMETER in self.request.GET:
            return allowed_keys(self.named, right=SEE_EVIDENCE, user=user)
        clocks = SEE_EVIDENCE.records(user, ReviewClock.objects.order_by("title", "pk"))
        return keys_of_clocks(
            ReviewReportFilterSet(self.request.GET, clocks, request=self.request).qs
        )

    @cached_property
    def objects(self) -> list[Any]:
        """The first of them."""
        return list(load_objects(self.keys[:TITLES_SHOWN]))

    @property
    def can_share(self) -> bool:
        """Whether the user may make a link to all of them."""
        user = self.request.user
        return bool(self.keys) and self.keys == allowed_keys(
            self.keys, right=SHARE_EVIDENCE, user=user
        )

    @property
    def selection_title(self) -> str:
        if len(self.keys) == 1 and self.objects:
            return str(self.objects[0])
        if not self.keys:
            return _("Nothing")
        count = len(self.keys)
        return ngettext("%(count)d text", "%(count)d texts", count) % {"count": count}

    @property
    def _names_others(self) -> bool:
        return PARAMETER in self.request.GET and self.keys != self.named
