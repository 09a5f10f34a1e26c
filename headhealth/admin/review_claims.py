"""The buttons by which reviewers say that they are looking at a review, and let go of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.utils import (
    get_latest_str,
    get_user_display_name,
    get_valid_next_url_from_request,
)
from wagtail.log_actions import LogFormatter

from headhealth.admin.object_views import ObjectRightMixin
from headhealth.workflow.claims import ClaimRefused, claim_review, release_review
from headhealth.workflow.object_rights import SEE
from headhealth.workflow.review_request import ReviewClaim, ReviewRequest


@method_decorator(require_POST, name="dispatch")
class _ClaimActionView(ObjectRightMixin, View):
    """Does one thing, says what it did, and goes back to where the button stood (``next``).

    A script, which asks for JSON, gets what there is to say as ``message``.
    """

    is_allowed = staticmethod(SEE.allows)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            said, tell, status = self.act(), messages.success, HTTPStatus.OK
        except ClaimRefused as refusal:
            said, tell, status = str(refusal), messages.error, HTTPStatus.CONFLICT
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"message": said}, status=status)
        tell(request, said)
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")

    def act(self) -> str:
        """Do it, and say in a sentence that it is done."""
        raise NotImplementedError


class ClaimReviewView(_ClaimActionView):
    """“I am looking at it”: ``pk`` is that of the review request."""

    def get_object(self) -> ReviewRequest:
        return get_object_or_404(ReviewRequest.objects.waiting(), pk=self.kwargs["pk"])

    def get_subject(self) -> Any:
        return self.object.reviewed_object

    def act(self) -> str:
        review_request = self.object
        claim = claim_review(review_request=review_request, user=self.request.user)
        return _("Others see until %(moment)s that you are looking at “%(title)s”.") % {
            "moment": date_format(timezone.localtime(claim.lapses_at), "j F Y, H:i"),
            "title": get_latest_str(review_request.reviewed_object),
        }


class ReleaseReviewView(_ClaimActionView):
    """“I am not looking at it any more”: ``pk`` is that of the claim, one's own or another's."""

    def get_object(self) -> ReviewClaim:
        return get_object_or_404(ReviewClaim.objects.select_related("user"), pk=self.kwargs["pk"])

    def get_subject(self) -> Any:
        return self.object.review_request.reviewed_object

    def act(self) -> str:
        claim = self.object
        title = get_latest_str(claim.review_request.reviewed_object)
        release_review(claim=claim, user=self.request.user)
        if claim.user == self.request.user:
            return _("You are not looking at “%(title)s” any more.") % {"title": title}
        return _("%(name)s is not noted as looking at “%(title)s” any more.") % {
            "name": get_user_display_name(claim.user),
            "title": title,
        }


class ReleaseLogFormatter(LogFormatter):
    """Says whose claim was released."""

    label = gettext_lazy("Release review")

    def format_message(self, log_entry: Any) -> str:
        return _("Released: %(reviewer)s is not noted as looking at it any more") % {
            "reviewer": log_entry.data.get("reviewer", "")
        }
