"""The snippets of the app in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from headhealth.admin.reading_views import (
    ReviewedSnippetHistoryView,
    ReviewedSnippetPreviewView,
    ReviewedSnippetRevisionsCompareView,
    ReviewedSnippetRevisionView,
    ReviewedSnippetUsageView,
    ReviewedSnippetWorkflowHistoryDetailView,
    ReviewedSnippetWorkflowHistoryView,
)
from headhealth.admin.reviewer_registration import (
    ContributorEditView,
    ContributorForm,
    ContributorIndexView,
)
from headhealth.admin.snippet_chooser import CleanSearchChooserViewSet
from headhealth.admin.snippet_index import CleanSearchIndexView
from headhealth.admin.snippet_views import (
    ProtectedDeleteView,
    ReviewedSnippetCollectWorkflowActionDataView,
    ReviewedSnippetConfirmWorkflowCancellationView,
    ReviewedSnippetCreateView,
    ReviewedSnippetEditView,
    ReviewedSnippetUnpublishView,
    ReviewedSnippetWorkflowActionView,
)
from headhealth.admin.source_viewset import SourceViewSet
from headhealth.admin.withdrawal_viewset import WithdrawalViewSet
from headhealth.review.contributor import Contributor
from headhealth.snippets.symptom import Symptom


class ReviewedSnippetViewSet(SnippetViewSet):
    """Base of the viewset of any medically reviewed snippet, of the app or of a host site.

    Copying is off: a copy made through the form would not remember who wrote it.
    """

    add_view_class = ReviewedSnippetCreateView
    edit_view_class = ReviewedSnippetEditView
    delete_view_class = ProtectedDeleteView
    unpublish_view_class = ReviewedSnippetUnpublishView
    index_view_class = CleanSearchIndexView
    chooser_viewset_class = CleanSearchChooserViewSet
    revisions_view_class = ReviewedSnippetRevisionView
    revisions_compare_view_class = ReviewedSnippetRevisionsCompareView
    preview_on_edit_view_class = ReviewedSnippetPreviewView
    history_view_class = ReviewedSnippetHistoryView
    usage_view_class = ReviewedSnippetUsageView
    workflow_history_view_class = ReviewedSnippetWorkflowHistoryView
    workflow_history_detail_view_class = ReviewedSnippetWorkflowHistoryDetailView
    workflow_action_view_class = ReviewedSnippetWorkflowActionView
    collect_workflow_action_data_view_class = ReviewedSnippetCollectWorkflowActionDataView
    confirm_workflow_cancellation_view_class = ReviewedSnippetConfirmWorkflowCancellationView
    copy_view_enabled = False


class SymptomViewSet(ReviewedSnippetViewSet):
    """Symptoms, with drafts and review."""

    model = Symptom
    icon = "warning"
    menu_label = _("Symptoms")
    list_display = ["name", LiveStatusTagColumn(), UpdatedAtColumn()]


class ContributorViewSet(SnippetViewSet):
    """Authors and medical reviewers."""

    model = Contributor
    icon = "group"
    menu_label = _("Contributors")
    list_display = [
        "name",
        "role",
        "affiliation",
        Column("registration_status", label=_("Registration")),
    ]
    index_view_class = ContributorIndexView
    edit_view_class = ContributorEditView
    chooser_viewset_class = CleanSearchChooserViewSet
    delete_view_class = ProtectedDeleteView
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("credentials"),
                    FieldPanel("role"),
                    FieldPanel("affiliation"),
                    MultiFieldPanel(
                        [FieldPanel("conflict_statement"), FieldPanel("conflict_declared_on")],
                        heading=_("Conflicts of interest"),
                    ),
                ],
                heading=_("Person"),
            ),
            ObjectList(
                [
                    HelpPanel(template="headhealth/admin/registration_panel.html"),
                    FieldPanel("user"),
                    FieldRowPanel(
                        [FieldPanel("registration_body"), FieldPanel("registration_number")]
                    ),
                    FieldRowPanel([FieldPanel("reviewer_from"), FieldPanel("reviewer_until")]),
                ],
                heading=_("Medical reviewer"),
            ),
        ],
        base_form_class=ContributorForm,
    )


class HealthViewSetGroup(SnippetViewSetGroup):
    """The menu of the app."""

    menu_label = _("Health content")
    menu_icon = "clipboard-list"
    menu_order = 150
    items = (SymptomViewSet, SourceViewSet, ContributorViewSet, WithdrawalViewSet)
