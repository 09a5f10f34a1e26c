"""Registers with Wagtail; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from headhealth.admin.action_menu import adjust_page_action_menu, put_review_first
from headhealth.admin.admin_urls import admin_urls
from headhealth.admin.bulk_publishing import ExplainedPublishBulkAction
from headhealth.admin.bulk_re_review import AskForReviewsBulkAction
from headhealth.admin.citation_feature import register_citation_feature
from headhealth.admin.comment_moderation import bulk_actions as comment_actions
from headhealth.admin.comment_viewset import ReaderCommentViewSet
from headhealth.admin.evidence_doors import (
    EvidenceBulkAction,
    evidence_buttons,
    evidence_permissions,
)
from headhealth.admin.evidence_link_report import EvidenceLinkMenuItem
from headhealth.admin.feedback_state_action import ChangeFeedbackState
from headhealth.admin.feedback_viewset import FeedbackViewSet
from headhealth.admin.guest_access import guest_buttons, guest_permissions
from headhealth.admin.guide import GuideMenuItem
from headhealth.admin.hand_over import HandOverBulkAction
from headhealth.admin.homepage_panels import adjust_homepage_panels
from headhealth.admin.log_actions import register_all_log_actions
from headhealth.admin.page_viewsets import page_viewsets
from headhealth.admin.re_review_links import ask_button
from headhealth.admin.re_review_list import ReReviewMenuItem
from headhealth.admin.review_report import ReviewReportMenuItem
from headhealth.admin.review_status import add_review_to_userbar
from headhealth.admin.snippet_viewsets import HealthViewSetGroup
from headhealth.admin.withdrawal_views import (
    ReasonedDeleteBulkAction,
    ReasonedUnpublishBulkAction,
)
from headhealth.comments.reader_comment import ReaderComment
from headhealth.feedback.feedback import Feedback
from headhealth.page_cache.cacheable import mark_public_pages
from headhealth.review.api_v3 import register_reviewed_actions
from headhealth.snippets.source import Source
from headhealth.withdrawal.withdrawal import Withdrawal
from headhealth.withdrawal.withdrawal_policy import WithdrawalPolicy
from headhealth.workflow.about_page_policy import AboutPagePolicy

register_permission_policy(Withdrawal, WithdrawalPolicy(Withdrawal))
register_snippet(HealthViewSetGroup)
# After Wagtail's own of the same kind, in whose place they stand.
hooks.register("register_bulk_action", ExplainedPublishBulkAction, order=1)
hooks.register("register_bulk_action", ReasonedUnpublishBulkAction, order=1)
hooks.register("register_bulk_action", ReasonedDeleteBulkAction, order=1)
hooks.register("register_bulk_action", HandOverBulkAction)
hooks.register("register_bulk_action", AskForReviewsBulkAction)
register_permission_policy(Feedback, AboutPagePolicy(Feedback))
register_permission_policy(ReaderComment, AboutPagePolicy(ReaderComment))
hooks.register("register_bulk_action", ChangeFeedbackState)
hooks.register("register_bulk_action", EvidenceBulkAction)


@hooks.register("on_serve_page")
def on_serve_page(serve: Any) -> Any:
    return mark_public_pages(serve)


@hooks.register("register_admin_viewset")
def register_page_viewsets() -> list[PageViewSet]:
    return page_viewsets()


@hooks.register("register_admin_viewset")
def register_feedback_viewset() -> FeedbackViewSet:
    return FeedbackViewSet()


@hooks.register("register_admin_viewset")
def register_reader_comments() -> ReaderCommentViewSet:
    return ReaderCommentViewSet()


for _action in comment_actions():
    hooks.register("register_bulk_action", _action)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[Any]:
    return admin_urls()


@hooks.register("register_reports_menu_item")
def register_review_report() -> ReviewReportMenuItem:
    return ReviewReportMenuItem()


@hooks.register("construct_homepage_panels")
def construct_homepage_panels(request: Any, panels: list[Any]) -> None:
    adjust_homepage_panels(request, panels)


@hooks.register("register_reports_menu_item")
def register_requests_for_review() -> ReReviewMenuItem:
    return ReReviewMenuItem()


@hooks.register("register_snippet_listing_buttons")
def register_snippet_listing_buttons(snippet: Any, user: Any, next_url: Any = None) -> list[Any]:
    # Sources have it already, among other things of theirs.
    return [] if isinstance(snippet, Source) else ask_button(snippet, user)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return guest_permissions() | evidence_permissions()


@hooks.register("register_permissions")
def register_covering_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="headhealth", codename__in=["add_rebaseline", "add_adoption"]
    )


@hooks.register("register_page_header_buttons")
def register_page_header_buttons(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> list[Any]:
    return guest_buttons(page, user) if view_name == "edit" else []


@hooks.register("construct_wagtail_userbar")
def construct_wagtail_userbar(request: Any, items: list[Any], page: Any) -> None:
    add_review_to_userbar(request, items, page)


@hooks.register("register_reports_menu_item")
def register_evidence_links() -> EvidenceLinkMenuItem:
    return EvidenceLinkMenuItem()


@hooks.register("register_page_header_buttons")
def page_header_buttons(page: Any, user: Any, **kwargs: Any) -> Iterator[Button]:
    return evidence_buttons(page, user, priority=66)


@hooks.register("register_page_listing_more_buttons")
def page_listing_more_buttons(page: Any, user: Any, next_url: Any = None) -> Iterator[Button]:
    return evidence_buttons(page, user, priority=52)


@hooks.register("register_snippet_listing_buttons")
def snippet_listing_buttons(snippet: Any, user: Any, next_url: Any = None) -> Iterator[Button]:
    return evidence_buttons(snippet, user, priority=60)


@hooks.register("register_help_menu_item")
def register_guide() -> GuideMenuItem:
    return GuideMenuItem()


@hooks.register("register_rich_text_features")
def register_rich_text_features(features: FeatureRegistry) -> None:
    register_citation_feature(features)


@hooks.register("insert_global_admin_css")
def insert_global_admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("headhealth/css/admin.css"))


@hooks.register("insert_global_admin_js")
def insert_global_admin_js() -> str:
    return _scripts("claim", "modal")


@hooks.register("insert_editor_js")
def insert_editor_js() -> str:
    return _scripts("autosaved", "decision")


def _scripts(*names: str) -> str:
    sources = [(static(f"headhealth/js/{name}.js"),) for name in names]
    return format_html_join("\n", '<script type="module" src="{}"></script>', sources)


@hooks.register("construct_page_action_menu")
def construct_page_action_menu(
    menu_items: list[Any], request: Any, context: dict[str, Any]
) -> None:
    adjust_page_action_menu(menu_items, request, context)


@hooks.register("construct_snippet_action_menu")
def construct_snippet_action_menu(
    menu_items: list[Any], request: Any, context: dict[str, Any]
) -> None:
    put_review_first(menu_items, request, context)


@hooks.register("register_actions")
def register_actions(registry: ActionRegistry) -> None:
    register_reviewed_actions(registry)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    register_all_log_actions(actions)
