"""Where people come from to a pack: the page editor, the explorer, lists, chosen pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.widgets import Button

from headhealth.admin.evidence_selection import MOST_CHOSEN, evidence_url
from headhealth.admin.object_views import CheckedKeysMixin
from headhealth.evidence.chosen_objects import key_of_object
from headhealth.review.address_keys import keys_in_address
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.workflow.object_rights import SEE_EVIDENCE


def evidence_permissions() -> QuerySet[Permission]:
    """What the form of a group offers."""
    return Permission.objects.filter(
        content_type__app_label="headhealth",
        codename__in=["view_evidence", "view_evidencelink", "add_evidencelink"],
    )


def evidence_buttons(obj: Any, user: Any, *, priority: int) -> Iterator[Button]:
    """The button of a reviewed object, for those who may see its evidence."""
    if obj.pk and reviewed_model_of(obj) is not None and SEE_EVIDENCE.allows(user, obj):
        yield Button(
            _("Evidence pack"),
            url=evidence_url([key_of_object(obj)]),
            icon_name="clipboard-list",
            priority=priority,
        )


class EvidenceBulkAction(CheckedKeysMixin, PageBulkAction):
    """For chosen pages: those of them that are health content."""

    display_name = _("Evidence packs")
    aria_label = _("Show the evidence packs of the selected pages")
    action_type = "evidence"
    action_priority = 60

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing is changed, so nothing is asked."""
        if not SEE_EVIDENCE.is_given(request.user):
            raise PermissionDenied
        pages, _without_access = self.get_actionable_objects()
        return HttpResponseRedirect(evidence_url([key_of_object(each) for each in pages]))

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> Any:
        """The first of them; there may be none."""
        return model.objects.filter(pk__in=keys_in_address(model, object_ids))[:MOST_CHOSEN]

    def check_perm(self, obj: Any) -> bool:
        return reviewed_model_of(obj) is not None and SEE_EVIDENCE.allows(self.request.user, obj)
