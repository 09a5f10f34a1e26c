"""Where live content stands in its reviews, beside its editor and on its public page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.ui.side_panels import PageStatusSidePanel, StatusSidePanel
from wagtail.admin.userbar import BaseItem
from wagtail.models import AbstractPage
from wagtail.snippets.side_panels import SnippetStatusSidePanel

from headhealth.admin.due_reviews import DueReview, reviews_due
from headhealth.admin.outdated_parts import ShownPart, shown_parts
from headhealth.admin.review_report import URL_NAME as REPORT
from headhealth.admin.review_states import ShownState, states_of
from headhealth.review.authority import open_withdrawal
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.workflow.reviewer_standing import why_not_reviewing


@dataclass(frozen=True)
class LiveStatus:
    """What is known of the review of a live object."""

    obj: Any
    user: Any
    clock: ReviewClock

    @property
    def states(self) -> list[ShownState]:
        return states_of(self.clock)

    @cached_property
    def outdated(self) -> list[ShownPart]:
        """What the object shows otherwise than it was approved, with links for the user."""
        return shown_parts(self.obj, self.user) if self.clock.outdated_since else []

    @cached_property
    def due(self) -> list[DueReview]:
        """The reviews that are due, the soonest first."""
        return reviews_due(self.clock)


def live_status(obj: Any, user: Any) -> LiveStatus | None:
    """The status of ``obj`` as ``user`` is told it; None for what is not live, and for an alias."""
    clock = ReviewClock.objects.with_open_reviews().for_object(obj).first()
    return None if clock is None else LiveStatus(obj, user, clock)


def withdrawal_of(obj: Any) -> ContentWithdrawal | None:
    """The withdrawal that keeps ``obj`` from being published again; no query for most content."""
    if obj.pk is None or obj.live or obj.first_published_at is None:
        return None
    return open_withdrawal(obj)


class ReviewStatusMixin:
    """A status side panel that says where the content stands in its reviews too."""

    @classmethod
    def in_place_of(cls, panel: Any) -> Any:
        """``panel``, which Wagtail has made, as one of this class."""
        ours = cls.__new__(cls)
        ours.__dict__.update(panel.__dict__)
        return ours

    def get_status_templates(self, context: Any) -> list[str]:
        first, *others = super().get_status_templates(context)
        return [first, "headhealth/admin/review_side_status.html", *others]

    def get_context_data(self, parent_context: Any) -> Any:
        """With the open withdrawal, and with what keeps the user from deciding on the review."""
        context = super().get_context_data(parent_context)
        # Who may decide on it is not locked out. Wagtail's two editors name that differently.
        is_locked = any(parent_context.get(name) for name in ("page_locked", "locked_for_user"))
        is_locked = is_locked and self.object.workflow_in_progress
        context["no_reviews"] = why_not_reviewing(self.request.user) if is_locked else ""
        context["withdrawal"] = withdrawal_of(self.object)
        return context


class ReviewedPageStatusPanel(ReviewStatusMixin, PageStatusSidePanel):
    """Of a page."""


class ReviewedSnippetStatusPanel(ReviewStatusMixin, SnippetStatusSidePanel):
    """Of a snippet."""


class ReviewStatusInEditorMixin:
    """An editor whose status panel says where the content stands in its reviews."""

    status_panel_class: type[ReviewStatusMixin]

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()
        panels[:] = [
            self.status_panel_class.in_place_of(panel)
            if isinstance(panel, StatusSidePanel)
            else panel
            for panel in panels
        ]
        return panels


class ReviewUserbarItem(BaseItem):
    """On a public page: the state of its review, and the way to where one deals with it."""

    template_name = "headhealth/admin/review_userbar_item.html"

    def __init__(self, page: Any, user: Any) -> None:
        self.page = page
        self.user = user

    def get_context_data(self, parent_context: Any) -> Any:
        context = super().get_context_data(parent_context)
        status = live_status(self.page, self.user)
        context["state"] = status.states[0] if status else None
        context["url"] = self._url()
        return context

    def _url(self) -> str:
        """The editor's tab, else the report, for those who may not edit the page."""
        if self.page.permissions_for_user(self.user).can_edit():
            return f"{reverse('wagtailadmin_pages:edit', args=[self.page.pk])}#tab-review"
        return f"{reverse(REPORT)}?{urlencode({'q': self.page.title})}"


def add_review_to_userbar(request: Any, items: list[Any], page: Any) -> None:
    """For the hook ``construct_wagtail_userbar``."""
    if (
        isinstance(page, AbstractPage)
        and page.pk
        and reviewed_model_of(page) is not None
        and not getattr(request, "in_preview_panel", False)
        and request.user.has_perm("headhealth.view_reviewclock")
    ):
        items.append(ReviewUserbarItem(page.specific, request.user))
