"""The app's public addresses, for a site to include before Wagtail's.

Named ``headhealth:<noun>_<action>``.
"""

from __future__ import annotations

from django.urls import path

from headhealth.change_log.views import list_changes

app_name = "headhealth"

urlpatterns = [
    path("changes/<int:pk>/", list_changes, name="changes_list"),
]
