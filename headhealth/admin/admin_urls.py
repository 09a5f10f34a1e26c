"""The addresses of the app's own views in the admin."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from headhealth.admin.evidence_link_report import evidence_link_urls
from headhealth.admin.evidence_views import (
    EvidencePackView,
    EvidenceView,
    EvidenceZipView,
    RevokeEvidenceLinkView,
)
from headhealth.admin.guest_views import guest_urls
from headhealth.admin.guide import GuidePartView, GuideView
from headhealth.admin.hand_over import OwnerHandOverView
from headhealth.admin.re_review_views import re_review_urls
from headhealth.admin.review_claims import ClaimReviewView, ReleaseReviewView
from headhealth.admin.review_report import review_report_urls
from headhealth.admin.review_request_views import ReviewRequestView
from headhealth.admin.reviewer_registration import ConfirmRegistrationView
from headhealth.admin.source_actions import MarkSourceView, NewSourceAddressView, UnmarkSourceView
from headhealth.admin.todo_list_view import TodoListView
from headhealth.admin.urgent_views import PublishUrgentlyView


def admin_urls() -> list[Any]:
    """All of them below ``headhealth/``, but for the reports, which stand beside Wagtail's."""
    urls = [
        path("reviews/<int:pk>/claim/", ClaimReviewView.as_view(), name="review_claim"),
        path("reviews/<int:pk>/request/", ReviewRequestView.as_view(), name="review_request"),
        path("claims/<int:pk>/release/", ReleaseReviewView.as_view(), name="review_release"),
        path(
            "urgent/<str:app_label>/<str:model_name>/<str:pk>/",
            PublishUrgentlyView.as_view(),
            name="emergency_publish",
        ),
        path("to-do/<slug:name>/", TodoListView.as_view(), name="todo_list"),
        path("sources/<int:pk>/mark/", MarkSourceView.as_view(), name="source_mark"),
        path("sources/<int:pk>/unmark/", UnmarkSourceView.as_view(), name="source_unmark"),
        path(
            "sources/<int:pk>/new-address/",
            NewSourceAddressView.as_view(),
            name="source_new_address",
        ),
        path(
            "registrations/<int:pk>/confirm/",
            ConfirmRegistrationView.as_view(),
            name="registration_confirm",
        ),
        path("guide/", GuideView.as_view(), name="guide"),
        path("guide/<slug:part>/", GuidePartView.as_view(), name="guide_part"),
        path("owners/<pk>/hand-over/", OwnerHandOverView.as_view(), name="owner_hand_over"),
        path("evidence/", EvidenceView.as_view(), name="evidence_show"),
        path(
            "evidence/links/<int:pk>/revoke/",
            RevokeEvidenceLinkView.as_view(),
            name="evidence_link_revoke",
        ),
        path("evidence/all/<str:extension>/", EvidenceZipView.as_view(), name="evidence_zip"),
        path("evidence/<str:model>/<str:pk>/", EvidencePackView.as_view(), name="evidence_open"),
        path(
            "evidence/<str:model>/<str:pk>/<str:extension>/",
            EvidencePackView.as_view(),
            name="evidence_download",
        ),
    ]
    return [
        path(
            "headhealth/",
            include(([*urls, *guest_urls(), *re_review_urls()], "headhealth_admin")),
        ),
        *review_report_urls(),
        *evidence_link_urls(),
    ]
