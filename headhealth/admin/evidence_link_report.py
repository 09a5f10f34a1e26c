"""The list of evidence links: for whom, until when, and whether they were opened."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from headhealth.admin.spreadsheet_view import SpreadsheetMixin
from headhealth.evidence.evidence_link import EvidenceLink
from headhealth.evidence.evidence_rights import may_revoke, visible_links
from headhealth.site_calendar import site_day
from headhealth.workflow.object_rights import SHARE_EVIDENCE

URL_NAME = "headhealth_evidence_links"


class EvidenceLinkMenuItem(MenuItem):
    """In the menu "Reports"."""

    def __init__(self) -> None:
        super().__init__(
            _("Evidence links"),
            reverse(URL_NAME),
            name="evidence-links",
            icon_name="link",
            order=110,
        )

    def is_shown(self, request: Any) -> bool:
        return request.user.has_perm("headhealth.view_evidencelink")


class _RevokeColumn(Column):
    cell_template_name = "headhealth/admin/evidence_link_cell.html"


class EvidenceLinkReportView(SpreadsheetMixin, ReportView):
    """Newest first."""

    index_url_name = URL_NAME
    index_results_url_name = f"{URL_NAME}_results"
    header_icon = "link"
    page_title = _("Evidence links")
    model = EvidenceLink
    permission_policy = ModelPermissionPolicy(EvidenceLink)
    permission_required = "view"
    default_ordering = "-created_at"
    is_searchable = False
    list_export = [
        "title",
        "for_whom",
        "created_by_name",
        "created_at",
        "expires_at",
        "revoked_at",
        "times_opened",
        "last_opened_at",
    ]

    def get_base_queryset(self) -> Any:
        return EvidenceLink.objects.filter(pk__in=visible_links(self.request.user))

    @cached_property
    def columns(self) -> list[Any]:
        columns = [
            Column("title", label=_("Evidence of")),
            Column("for_whom", label=_("For whom")),
            Column("created_by_name", label=_("Made by")),
            DateColumn("created_at", label=_("Made"), sort_key="created_at"),
            # Wagtail says of what is still to come that it is "just now".
            Column("expires_at", label=_("Works until"), sort_key="expires_at", accessor=_last_day),
            Column("times_opened", label=_("Opened"), sort_key="times_opened"),
            DateColumn("last_opened_at", label=_("Last opened"), sort_key="last_opened_at"),
            StatusTagColumn(
                "state", label=_("State"), accessor=_state, primary=lambda link: link.is_open
            ),
        ]
        if SHARE_EVIDENCE.is_given(self.request.user):
            columns.append(_RevokeColumn("revoke", label=_("Revoke"), accessor=self._revoke_url))
        return columns

    def _revoke_url(self, link: EvidenceLink) -> str:
        if not (link.is_open and may_revoke(self.request.user, link)):
            return ""
        return reverse("headhealth_admin:evidence_link_revoke", args=[link.pk])


def evidence_link_urls() -> list[Any]:
    return [
        path("reports/evidence-links/", EvidenceLinkReportView.as_view(), name=URL_NAME),
        path(
            "reports/evidence-links/results/",
            EvidenceLinkReportView.as_view(results_only=True),
            name=f"{URL_NAME}_results",
        ),
    ]


def _last_day(link: EvidenceLink) -> str:
    return date_format(site_day(link.expires_at), "j F Y")


def _state(link: EvidenceLink) -> Any:
    if link.is_open:
        return _("Works")
    return _("Revoked") if link.revoked_at else _("Ended")
