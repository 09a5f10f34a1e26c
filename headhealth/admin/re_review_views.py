"""Asking for the review of many pages, watching how far it is, and taking it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from headhealth.admin.object_views import ObjectRightMixin
from headhealth.admin.re_review_choice import Choice, choice_of
from headhealth.admin.re_review_form import ReReviewForm
from headhealth.admin.re_review_links import REASON
from headhealth.admin.re_review_list import ReReviewListView, object_links
from headhealth.re_review.ask import request_reviews, retry_failed, work_on
from headhealth.re_review.re_review_request import ItemState, Progress, ReReviewRequest
from headhealth.re_review.request_rights import may_act_on, may_see_request
from headhealth.re_review.withdraw_request import withdraw_request
from headhealth.workflow.object_rights import SEE

SECONDS = 2.0
"""So long one answer works: progress is seen often, and no server gives up waiting."""
LISTED = 50
SHOWN_BEFORE = 20
"""So many titles the question shows; the rest is counted."""


class AskForReviewsView(WagtailAdminTemplateMixin, PermissionCheckedMixin, FormView):
    """Says which pages and what will happen, and asks for the reason."""

    template_name = "headhealth/admin/re_review_ask.html"
    form_class = ReReviewForm
    page_title = gettext_lazy("Ask for review")
    header_icon = "calendar-check"
    permission_policy = ModelPermissionPolicy(ReReviewRequest)
    permission_required = "add"

    @cached_property
    def choice(self) -> Choice:
        return choice_of(self.request)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "reason": self.request.GET.get(REASON, "")}

    def form_valid(self, form: ReReviewForm) -> Any:
        try:
            asked = request_reviews(
                clocks=self.choice.clocks,
                cause=self.choice.cause,
                user=self.request.user,
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        return redirect(show_url(asked))

    def get_page_subtitle(self) -> str:
        return self.choice.cause

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, _list_crumb(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clocks = self.choice.clocks.order_by("title", "pk")
        count = clocks.count()
        return super().get_context_data(
            cause=self.choice.cause,
            count=count,
            titles=[clock.title for clock in clocks[:SHOWN_BEFORE]],
            others=max(count - SHOWN_BEFORE, 0),
            **kwargs,
        )


class ReReviewView(ObjectRightMixin, WagtailAdminTemplateMixin, DetailView):
    """One request: how far it is, and each of its pages.

    While something is left to do, the page asks the server to go on. Closing it stops that, and
    opening it again goes on, without loss.
    """

    template_name = "headhealth/admin/re_review_show.html"
    model = ReReviewRequest
    context_object_name = "asked"
    page_title = gettext_lazy("Request for review")
    header_icon = "calendar-check"
    is_allowed = staticmethod(may_see_request)

    def get_page_subtitle(self) -> str:
        return self.object.cause

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        label = self.object.cause
        return [*self.breadcrumbs_items, _list_crumb(), {"url": "", "label": label}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        user, everything = self.request.user, self.object.items
        items = SEE.records(user, everything.select_related("content_type").with_answers())
        hidden = 0 if user.is_superuser else everything.count() - items.count()
        items = items.order_by("pk")
        if state in ItemState.values:
            items = items.filter(state=state)
        page = Paginator(items, LISTED).get_page(self.request.GET.get("p"))
        progress = self.object.progress
        can_act = may_act_on(user, self.object)
        return super().get_context_data(
            progress=progress,
            is_running=bool(_left(self.object, progress)),
            done=progress.total - _left(self.object, progress),
            states=[(each.value, each.label, getattr(progress, each.value)) for each in ItemState],
            state=state,
            items=object_links(page, user),
            items_page=page,
            hidden=hidden,
            can_ask=can_act,
            can_withdraw=can_act
            and self.object.withdrawn_at is None
            and progress.waiting + progress.asked > progress.answered,
            **kwargs,
        )


class ReReviewActionView(ObjectRightMixin, WagtailAdminTemplateMixin, FormView):
    """An action on a request, for users who may ask for the review of everything in it."""

    is_allowed = staticmethod(may_act_on)

    def get_object(self) -> ReReviewRequest:
        return get_object_or_404(ReReviewRequest, pk=self.kwargs["pk"])

    @property
    def asked(self) -> ReReviewRequest:
        return self.object


class WorkOnReReviewView(ReReviewActionView):
    """Goes on for a moment. Answers a script with numbers, a form with the page."""

    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        progress = work_on(self.asked, seconds=SECONDS)
        if not request.accepts("text/html"):
            left = _left(self.asked, progress)
            said = _("%(done)d of %(total)d done") % {
                "done": progress.total - left,
                "total": progress.total,
            }
            return JsonResponse(
                {"total": progress.total, "done": progress.total - left, "left": left, "text": said}
            )
        return redirect(show_url(self.asked))


class RetryReReviewView(ReReviewActionView):
    """Has what failed done again."""

    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        retry_failed(self.asked)
        return redirect(show_url(self.asked))


class WithdrawReReviewView(ReReviewActionView):
    """Asks once more, then takes the request back."""

    template_name = "headhealth/admin/re_review_withdraw.html"
    page_title = gettext_lazy("Withdraw the request")
    header_icon = "undo"

    def get_page_subtitle(self) -> str:
        return self.asked.cause

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": show_url(self.asked), "label": self.asked.cause}
        return [*self.breadcrumbs_items, _list_crumb(), here, {"url": "", "label": self.page_title}]

    def get_form(self, form_class: Any = None) -> None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress = self.asked.progress
        return super().get_context_data(
            asked=self.asked,
            count=progress.waiting + progress.asked - progress.answered,
            answered=progress.answered,
            show_url=show_url(self.asked),
            **kwargs,
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not withdraw_request(self.asked, user=request.user):
            messages.warning(request, _("The request was withdrawn before."))
        return redirect(show_url(self.asked))


def show_url(asked: ReReviewRequest) -> str:
    return reverse("headhealth_admin:re_review_show", args=[asked.pk])


def re_review_urls() -> list[Any]:
    """Under the namespace ``headhealth_admin``."""
    return [
        path("re-reviews/", ReReviewListView.as_view(), name="re_review_list"),
        path(
            "re-reviews/results/",
            ReReviewListView.as_view(results_only=True),
            name="re_review_list_results",
        ),
        path("re-reviews/ask/", AskForReviewsView.as_view(), name="re_review_ask"),
        path("re-reviews/<int:pk>/", ReReviewView.as_view(), name="re_review_show"),
        path("re-reviews/<int:pk>/work/", WorkOnReReviewView.as_view(), name="re_review_work"),
        path("re-reviews/<int:pk>/retry/", RetryReReviewView.as_view(), name="re_review_retry"),
        path(
            "re-reviews/<int:pk>/withdraw/",
            WithdrawReReviewView.as_view(),
            name="re_review_withdraw",
        ),
    ]


def _left(asked: ReReviewRequest, progress: Progress) -> int:
    """How many of its pages there is still something to do for."""
    if asked.withdrawn_at is None:
        return progress.waiting
    return progress.waiting + progress.asked - progress.answered


def _list_crumb() -> dict[str, Any]:
    return {"url": reverse("headhealth_admin:re_review_list"), "label": _("Requests for review")}
