"""The list of sources: how old they are, whether their links work, how many pages cite them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn

from headhealth.admin.snippet_index import CleanSearchIndexView
from headhealth.admin.source_facts import age_in_words, link_of, notice_of, source_url
from headhealth.admin.source_views import source_buttons
from headhealth.admin.spreadsheet_view import SpreadsheetMixin
from headhealth.pages.citing_pages import with_citing_pages
from headhealth.snippets.source import Source
from headhealth.source_checks.source_link import FINDINGS
from headhealth.workflow.object_rights import SEE

_EXPORTED = {
    "title": gettext_lazy("Title"),
    "authors": gettext_lazy("Authors"),
    "publisher": gettext_lazy("Publisher"),
    "year": gettext_lazy("Year"),
    "url": gettext_lazy("Web address"),
    "doi": gettext_lazy("DOI"),
    "pmid": gettext_lazy("PubMed ID"),
    "accessed_on": gettext_lazy("Accessed on"),
    "citing_pages": gettext_lazy("Cited by live pages"),
}
_EXPORTED_FACTS = {
    "link": gettext_lazy("Link"),
    "moved_to": gettext_lazy("New address"),
    "checked_at": gettext_lazy("Link checked at"),
    "notice": gettext_lazy("Notice"),
}


class SourceIndexView(SpreadsheetMixin, CleanSearchIndexView):
    """Costs the same queries for any number of sources."""

    list_export = [*_EXPORTED, *_EXPORTED_FACTS]
    export_headings = {**_EXPORTED, **_EXPORTED_FACTS}
    time_columns = ("checked_at",)

    def get_base_queryset(self) -> Any:
        sources = super().get_base_queryset().select_related("link")
        return with_citing_pages(sources, SEE.pages(self.request.user))

    def search_queryset(self, queryset: Any) -> Any:
        """Search first and filter then: the search index knows neither links nor uses."""
        if not self.is_searching:
            return queryset
        found = super().search_queryset(Source._base_manager.all())
        return queryset.filter(pk__in=[source.pk for source in found])

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            self._get_title_column("title", classname="hh-title"),
            Column("publisher", label=_("Publisher"), sort_key="publisher"),
            _TemplateColumn(
                "year",
                label=_("Published"),
                accessor=lambda source: {"year": source.year, "age": age_in_words(source)},
                template="headhealth/admin/source_age_cell.html",
                sort_key="year",
            ),
            DateColumn("accessed_on", label=_("Looked at"), sort_key="accessed_on"),
            _TemplateColumn(
                "link",
                label=_("Link"),
                accessor=_link_cell,
                template="headhealth/admin/source_link_cell.html",
                sort_key="link__checked_at",
            ),
            _TemplateColumn(
                "citing_pages",
                label=_("Cited by"),
                accessor=lambda source: {
                    "count": source.citing_pages,
                    "url": source_url("usage", source),
                },
                template="headhealth/admin/source_citing_cell.html",
                sort_key="citing_pages",
            ),
        ]

    def get_list_more_buttons(self, instance: Source) -> list[Any]:
        return [
            *super().get_list_more_buttons(instance),
            *source_buttons(instance, self.request.user),
        ]

    def to_row_dict(self, item: Source) -> dict[str, Any]:
        link, notice = link_of(item), notice_of(item)
        facts = {
            "link": link.get_state_display() if link else _("Not checked"),
            "moved_to": link.moved_to if link else "",
            "checked_at": link.checked_at if link else None,
            "notice": notice.get_kind_display() if notice else "",
        }
        return {**{name: getattr(item, name) for name in _EXPORTED}, **facts}


class _TemplateColumn(Column):
    """A cell with a template of its own, which is given ``value``."""

    def __init__(self, name: str, *, template: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = template


def _link_cell(source: Source) -> dict[str, Any]:
    link = link_of(source)
    return {
        "link": link,
        "is_finding": bool(link and link.state in FINDINGS),
        "notice": notice_of(source),
    }
