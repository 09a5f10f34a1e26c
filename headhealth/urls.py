"""The app's public addresses, for a site to include before Wagtail's.

Named ``headhealth:<noun>_<action>``.
"""

from __future__ import annotations

from django.urls import path

from headhealth.change_log.views import list_changes
from headhealth.comments.comment_views import CommentCreateView, CommentListView, CommentSentView
from headhealth.discovery.changes_feed import show_changes_feed
from headhealth.discovery.search_description import show_search_description
from headhealth.discovery.sitemap_views import show_robots, show_sitemap
from headhealth.evidence import link_views as evidence
from headhealth.feedback.feedback_views import FeedbackCreateView, FeedbackThanksView
from headhealth.guest_reading.guest_views import GuestCheckView, GuestReadingView
from headhealth.page_cache.cacheable import cacheable_by_anyone
from headhealth.recent_reviews import recently_reviewed_list
from headhealth.search.views import search_page, search_suggestions
from headhealth.symptom_finder.views import symptom_detail

app_name = "headhealth"

_cached = cacheable_by_anyone()
_cached_by_page = cacheable_by_anyone(parameters=["page"])
_cached_by_part = cacheable_by_anyone(parameters=["part"])

urlpatterns = [
    path("search/", search_page, name="search"),
    path("search/suggestions/", search_suggestions, name="search_suggestions"),
    path("changes/<int:pk>/", _cached_by_page(list_changes), name="changes_list"),
    path("changes/feed.atom", _cached(show_changes_feed), name="changes_feed"),
    path("opensearch.xml", _cached(show_search_description), name="search_description"),
    path("robots.txt", _cached(show_robots), name="robots"),
    path("sitemap.xml", _cached_by_part(show_sitemap), name="sitemap"),
    path("evidence/<str:token>/", evidence.show_index, name="evidence_index"),
    path("evidence/<str:token>/<int:number>/", evidence.show_pack, name="evidence_pack"),
    path(
        "evidence/<str:token>/<int:number>/<str:extension>/",
        evidence.download_pack,
        name="evidence_download",
    ),
    path("evidence/<str:token>/all/<str:extension>/", evidence.download_all, name="evidence_zip"),
    path("feedback/<int:page_pk>/", FeedbackCreateView.as_view(), name="feedback_create"),
    path("feedback/<int:page_pk>/thanks/", FeedbackThanksView.as_view(), name="feedback_thanks"),
    path("comments/<int:page_pk>/", CommentCreateView.as_view(), name="comment_create"),
    path("comments/<int:page_pk>/sent/", CommentSentView.as_view(), name="comment_sent"),
    path("comments/<int:page_pk>/all/", CommentListView.as_view(), name="comment_list"),
    path("guest/<str:token>/", GuestReadingView.as_view(), name="guest_reading"),
    path("guest/<str:token>/check/", GuestCheckView.as_view(), name="guest_reading_check"),
    path("recently-reviewed/", _cached_by_page(recently_reviewed_list), name="recently_reviewed"),
    path("symptoms/<int:pk>/<str:slug>/", _cached_by_page(symptom_detail), name="symptom_detail"),
]
