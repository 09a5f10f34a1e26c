"""A feedback beside the page it is about."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from headhealth.feedback.feedback import Feedback


@dataclass(frozen=True)
class FeedbackReport:
    """``feedback`` as ``with_change_since`` reads it, with its page and its review."""

    feedback: Feedback

    @property
    def page_url(self) -> str:
        """Where readers see the section; "" where they see the page no more."""
        page = self.feedback.page
        url = page.get_full_url() if page is not None and page.live else None
        if not url:
            return ""
        anchor = self.feedback.section_anchor
        return f"{url}#{quote(anchor)}" if anchor else url

    @property
    def edit_url(self) -> str:
        page = self.feedback.page
        return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page is not None else ""
