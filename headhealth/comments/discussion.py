"""What readers see of the comments under a page, and whether they may add to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from wagtail.models import Site

from headhealth.comments.comment_settings import CommentSettings
from headhealth.comments.reader_comment import ReaderComment
from headhealth.rules.comments import last_day_open
from headhealth.site_calendar import site_day

NEWEST = 50
"""So many stand under the article, and on each page of the list of all."""


@dataclass(frozen=True)
class Discussion:
    """The comments under one page of a site that has them turned on."""

    page: Any
    days_open: int

    @cached_property
    def newest(self) -> list[ReaderComment]:
        """The newest comments, oldest first, as people read."""
        return self._newest_and_one[:NEWEST][::-1]

    @property
    def has_more(self) -> bool:
        return len(self._newest_and_one) > NEWEST

    @cached_property
    def closes_on(self) -> date | None:
        """The last day on which readers can write; None where nobody knows since when."""
        opened_on = _opened_on(self.page)
        return last_day_open(opened_on, self.days_open) if opened_on else None

    @property
    def is_open(self) -> bool:
        return self.closes_on is not None and site_day() <= self.closes_on

    @cached_property
    def _newest_and_one(self) -> list[ReaderComment]:
        shown = ReaderComment.objects.shown_under(self.page)
        return list(shown.order_by("-submitted_at", "-pk")[: NEWEST + 1])


def discussion_of(page: Any, *, site: Site | None) -> Discussion | None:
    """The discussion under ``page`` on ``site``; None, without a query, where the page has none.

    An alias has none: its source is where people talk about the text.
    """
    if not getattr(page, "comments_allowed", False) or page.pk is None or page.alias_of_id:
        return None
    settings = CommentSettings.enabled_for(site)
    return Discussion(page=page, days_open=settings.days_open) if settings else None


def _opened_on(page: Any) -> date | None:
    """The day from which the time to comment runs: of the last review of the whole page.

    Comments are about a text, and that review is when the text was last as a whole new. A page
    that went live without one is as new as its publication. An urgent change is part of the text
    that was reviewed before it.
    """
    if page.review_line:
        return page.review_line.reviewed_on
    if page.urgent_update and page.urgent_update.whole_before:
        return page.urgent_update.whole_before.reviewed_on
    return site_day(page.first_published_at) if page.first_published_at else None
