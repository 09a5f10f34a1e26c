"""The queue of feedback in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import (
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
)
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from headhealth.admin.feedback_filters import FeedbackFilterSet
from headhealth.admin.feedback_menu import FeedbackMenuItem
from headhealth.admin.object_views import InstanceRightMixin, RowRightsMixin
from headhealth.admin.spreadsheet_view import SpreadsheetMixin
from headhealth.feedback.feedback import Feedback, FeedbackState

EXPORTED = {
    "submitted_at": _("Submitted at"),
    "state": _("State"),
    "subject": _("Subject"),
    "page_title": _("Page"),
    "section_heading": _("Section"),
    "comment": _("Comment"),
    "email": _("E-mail"),
    "language": _("Language"),
    "has_changed": _("Page changed since"),
    "assigned_to": _("Assigned to"),
    "notes": _("Notes"),
}


class FeedbackForm(WagtailAdminModelForm):
    """What colleagues say about a feedback. What the reader said stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee = self.fields["assigned_to"]
        # Those who can do something about it, and whoever has it already.
        people = policy_registry.get_by_type(Feedback).users_with_permission("change")
        assignee.queryset = get_user_model()._default_manager.filter(
            Q(pk__in=people.values("pk")) | Q(pk=self.instance.assigned_to_id)
        )
        assignee.label_from_instance = get_user_display_name


class FeedbackEditView(InstanceRightMixin, generic.EditView):
    """One feedback item, for those who may see its page."""


class FeedbackDeleteView(InstanceRightMixin, generic.DeleteView):
    """Deleting one feedback item."""


class FeedbackHistoryView(InstanceRightMixin, generic.HistoryView):
    """The history of one feedback item: the work of colleagues on it."""


class FeedbackUsageView(InstanceRightMixin, generic.UsageView):
    """The places that use one feedback item: there are none."""


class FeedbackIndexView(SpreadsheetMixin, RowRightsMixin, generic.IndexView):
    """The queue, newest first."""

    template_name = "headhealth/admin/feedback_index.html"
    list_export = list(EXPORTED)
    export_headings = EXPORTED

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_change_since().select_related("assigned_to")

    def to_row_dict(self, item: Feedback) -> dict[str, Any]:
        assigned_to = get_user_display_name(item.assigned_to) if item.assigned_to else ""
        state = item.get_state_display()
        return {
            **super().to_row_dict(item),
            "state": state,
            "assigned_to": assigned_to,
            "has_changed": str(_change(item)),
        }

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="feedback"),
            self._get_title_column(
                "__str__",
                get_title_id=lambda feedback: f"feedback_{quote(feedback.pk)}_title",
                classname="hh-said",
            ),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                sort_key="state",
                primary=lambda feedback: feedback.state == FeedbackState.NEW,
            ),
            Column("section_heading", label=_("Section")),
            Column("comment", label=_("Comment"), accessor=_beginning, classname="hh-said"),
            Column("has_changed", label=_("Since then"), accessor=_change),
            Column("assigned_to", label=_("Assigned to"), accessor=_assignee),
            DateColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
        ]


class FeedbackViewSet(ModelViewSet):
    """Feedback is listed, assigned, answered for and deleted, never written by the admin."""

    model = Feedback
    # Namespace and path of their own: a site may have feedback of another kind.
    name = "headhealth_feedback"
    url_prefix = "headhealth/feedback"
    icon = "comment"
    menu_label = _("Feedback")
    menu_name = "feedback"
    menu_order = 250
    menu_item_class = FeedbackMenuItem
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = FeedbackIndexView
    edit_view_class = FeedbackEditView
    delete_view_class = FeedbackDeleteView
    history_view_class = FeedbackHistoryView
    usage_view_class = FeedbackUsageView
    filterset_class = FeedbackFilterSet
    list_per_page = 50
    search_fields = ["page_title", "section_heading", "comment", "notes", "email"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="headhealth/admin/feedback_report.html", heading=_("Feedback")),
            FieldPanel("state"),
            FieldPanel("assigned_to"),
            FieldPanel("notes"),
        ],
        base_form_class=FeedbackForm,
    )


def _beginning(feedback: Feedback) -> str:
    return Truncator(feedback.comment).chars(120)


def _change(feedback: Any) -> str:
    return gettext("Page changed") if feedback.has_changed else ""


def _assignee(feedback: Feedback) -> str:
    return get_user_display_name(feedback.assigned_to) if feedback.assigned_to else ""
