"""Choosing a source, from the list or by writing down a new one on the spot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from headhealth.admin.snippet_chooser import (
    CheckedChosenMultipleView,
    CheckedChosenView,
    CleanSearchChooserViewSet,
    OfferedCreateView,
)
from headhealth.snippets.source import Source


class SourceCreationForm(WagtailAdminModelForm):
    """The fields of a source, with the browser's own date picker, which needs no script."""

    # The form opens above the form of a page, which has fields of the same names.
    prefix = "source-chooser"

    class Meta(WagtailAdminModelForm.Meta):
        model = Source
        fields = (
            "type",
            "title",
            "authors",
            "publisher",
            "year",
            "url",
            "doi",
            "pmid",
            "accessed_on",
        )
        widgets = {"accessed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class _CitationLabelMixin:
    """Adds the label of a citation to what the browser learns about a chosen source."""

    def get_chosen_response_data(self, item: Source) -> dict[str, Any]:
        return {
            **super().get_chosen_response_data(item),
            "citation_label": item.citation_label,
        }


class SourceChosenView(_CitationLabelMixin, CheckedChosenView):
    pass


class SourceChosenMultipleView(_CitationLabelMixin, CheckedChosenMultipleView):
    pass


class SourceCreateView(_CitationLabelMixin, OfferedCreateView):
    def save_form(self, form: SourceCreationForm) -> Source:
        # A source written down while editing a translation belongs to that language: the chooser
        # would not list it there otherwise.
        language_code = self.request.GET.get("locale", "")
        locale = Locale.objects.filter(language_code=language_code).first()
        if locale:
            form.instance.locale = locale
        return super().save_form(form)


class SourceChooserViewSet(CleanSearchChooserViewSet):
    """Set as ``chooser_viewset_class`` of the viewset of sources."""

    chosen_view_class = SourceChosenView
    chosen_multiple_view_class = SourceChosenMultipleView
    create_view_class = SourceCreateView
    creation_form_class = SourceCreationForm
    creation_tab_label = _("New source")
    create_action_label = _("Add source")
    create_action_clicked_label = _("Adding source…")
    preserve_url_parameters = ("multiple", "locale")
