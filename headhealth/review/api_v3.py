"""Wagtail's API v3 and the gate: who acts, and that a review is missing and not a permission.

The API asks ``PagePermissionTester.can_publish`` for most of its routes, which is a yes or a no.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.actions.base import BaseAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.create_page import CreatePageAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.actions.registry import ActionRegistry
from wagtail.log_actions import LogContext
from wagtail.models import AbstractPage

from headhealth.review.permission_tester import ReviewedPagePermissionTester
from headhealth.review.review_required import ReviewRequired, copies_are_drafts, unreviewed
from headhealth.review.reviewed_object import reviewed_models


def missing_review(obj: Any, user: Any) -> ReviewRequired | None:
    """The refusal where nothing but a review keeps ``user`` from publishing ``obj``, a page."""
    tester = obj.permissions_for_user(user)
    if not isinstance(tester, ReviewedPagePermissionTester):
        return None
    is_missing = tester.has_publish_permission() and not tester.can_publish()
    return unreviewed(obj) if is_missing else None


class ForItsUser(BaseAction):
    """An action of the API as the admin acts: Wagtail knows for whom it logs.

    The rule for slugs asks for that person.
    """

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        with LogContext(user=self.user):
            return super().execute(*args, **kwargs)


class CreateReviewedPageAction(ForItsUser, CreatePageAction):
    """A new reviewed page."""


class EditReviewedPageAction(ForItsUser, EditPageAction):
    """Saving a reviewed page through the API, where publishing may be asked for as well."""

    def check_publish(self) -> None:
        if self.user and (refusal := missing_review(self.instance, self.user)):
            raise refusal
        super().check_publish()


class CopyPageForItsUserAction(ForItsUser, CopyPageAction):
    """A copy, of whatever type: Wagtail looks for actions on pages below the base ``Page`` only."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        copy = super().execute(*args, **kwargs)
        if self.keep_live and self.page.live and not copy.live:
            # What the API gives back beside the page.
            copy._meta_warnings = [copies_are_drafts()]
        return copy


class AliasForItsUserAction(ForItsUser, CreatePageAliasAction):
    """An alias, of whatever type."""


def register_reviewed_actions(registry: ActionRegistry) -> None:
    """Replace Wagtail's actions; an action that the site registered for a type stays."""
    page_model = swapper.load_model("wagtailcore", "Page")
    pages = [model for model in reviewed_models() if issubclass(model, AbstractPage)]
    for model, action in (
        *((page, CreateReviewedPageAction) for page in pages),
        *((page, EditReviewedPageAction) for page in pages),
        (page_model, CopyPageForItsUserAction),
        (page_model, AliasForItsUserAction),
    ):
        there = registry.actions.get(model, {}).get(action.action_name)
        if there is None or there in action.__mro__:
            registry.register(model, action)


def answer_refusals() -> None:
    """Have the API answer 409 Conflict, with the reason, where a review is missing.

    409, as a client takes 403 for a permission that an administrator can grant. Wagtail's apps
    build the API as well, whether a site has an address for it or not.
    """
    from wagtail.api.v3.api import api
    from wagtail.api.v3.errors import problem_response

    def conflict(request: HttpRequest, refusal: ReviewRequired) -> HttpResponse:
        return problem_response(status=HTTPStatus.CONFLICT, detail=str(refusal))

    def not_published(request: HttpRequest, refusal: PublishPagePermissionError) -> HttpResponse:
        page = _page_in_address(request)
        missing = missing_review(page, request.user) if page is not None else None
        return api.on_exception(request, missing or PermissionDenied(*refusal.args))

    api.add_exception_handler(ReviewRequired, conflict)
    api.add_exception_handler(PublishPagePermissionError, not_published)


def _page_in_address(request: HttpRequest) -> Any:
    page_model = swapper.load_model("wagtailcore", "Page")
    match = request.resolver_match
    key = match.kwargs.get("page_id") if match else None
    page = page_model._base_manager.filter(pk=key).first() if key else None
    return page.specific if page is not None else None
