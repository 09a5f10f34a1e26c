"""The app's public addresses, for a site to include before Wagtail's.

Named ``headhealth:<noun>_<action>``.
"""

from __future__ import annotations

from typing import Any

app_name = "headhealth"

urlpatterns: list[Any] = []
