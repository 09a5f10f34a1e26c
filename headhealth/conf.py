"""Every setting of the app: ``HEADHEALTH_<NAME>`` in the site's settings overrides the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings


class AppSettings:
    """Reads at access time, so that ``override_settings`` works."""

    @staticmethod
    def _get(name: str, default: Any) -> Any:
        return getattr(settings, f"HEADHEALTH_{name}", default)

    @property
    def REVIEW_INTERVAL_MONTHS(self) -> Mapping[str, int]:
        """Months between whole-page reviews for each risk tier.

        Three years is the longest interval public publishers use; high-risk content (doses,
        emergencies) goes out of date sooner.
        """
        defaults = {"routine": 36, "elevated": 12, "high": 6}
        return {**defaults, **self._get("REVIEW_INTERVAL_MONTHS", {})}

    @property
    def A_TO_Z_NAMES_PER_PAGE(self) -> int:
        """Up to this many names an A to Z page lists all letters; beyond it, one letter a page.

        300 names are about 40 kB of HTML, which a slow phone still loads in a second.
        """
        return self._get("A_TO_Z_NAMES_PER_PAGE", 300)


app_settings = AppSettings()
