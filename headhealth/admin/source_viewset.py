"""Sources in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from headhealth.admin.snippet_views import ProtectedDeleteView
from headhealth.admin.source_chooser import SourceChooserViewSet
from headhealth.admin.source_filters import SourceFilterSet
from headhealth.admin.source_list import SourceIndexView
from headhealth.admin.source_views import SourceEditView, SourceUsageView
from headhealth.snippets.source import Source


class SourceFactsPanel(HelpPanel):
    """What is known of the source, once there is one."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None


class SourceViewSet(SnippetViewSet):
    """Sources that pages cite."""

    model = Source
    icon = "openquote"
    menu_label = _("Sources")
    filterset_class = SourceFilterSet
    index_view_class = SourceIndexView
    chooser_viewset_class = SourceChooserViewSet
    edit_view_class = SourceEditView
    usage_view_class = SourceUsageView
    delete_view_class = ProtectedDeleteView
    edit_handler = ObjectList(
        [
            SourceFactsPanel(template="headhealth/admin/source_facts.html", heading=_("State")),
            *Source.panels,
        ]
    )
