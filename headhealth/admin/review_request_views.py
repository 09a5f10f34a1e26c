"""The step after submitting: what the reviewers should know, and by when it is needed."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str, get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import TaskState

from headhealth.admin.object_views import ObjectRightMixin
from headhealth.admin.review_task_brief import ReviewTaskBrief
from headhealth.workflow.approval import object_under_review
from headhealth.workflow.object_rights import SEE
from headhealth.workflow.review_forms import CommentField
from headhealth.workflow.review_request import (
    ReviewRequest,
    check_wished_day,
    describe_request,
    latest_day,
)

COMMENT_LENGTH = 2000


class ReviewRequestForm(forms.Form):
    """A comment, and the day by which the review is needed."""

    comment = CommentField(
        label=gettext_lazy("Comment for the reviewers"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "What changed, what to look at, why it is urgent. Readers do not see it."
        ),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Needed by"),
        required=False,
        help_text=gettext_lazy(
            "The day on which the review is due. You can ask for an earlier one."
        ),
    )

    def __init__(self, *args: Any, review_request: ReviewRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review_request = review_request
        # The browser's own date picker, which knows the bounds.
        self.fields["due_on"].widget = forms.DateInput(
            format="%Y-%m-%d",
            attrs={"type": "date", "max": latest_day(review_request).isoformat()},
        )

    def clean_due_on(self) -> date | None:
        wished_for = self.cleaned_data["due_on"]
        if wished_for:
            check_wished_day(self.review_request, wished_for)
        return wished_for


class ReviewRequestView(ObjectRightMixin, WagtailAdminTemplateMixin, FormView):
    """Shows what is asked for, and changes it while it waits. It can be left without an answer."""

    form_class = ReviewRequestForm
    template_name = "headhealth/admin/review_request.html"
    page_title = gettext_lazy("What the reviewers should know")
    header_icon = "clipboard-list"

    @staticmethod
    def is_allowed(user: Any, review_request: ReviewRequest) -> bool:
        obj = review_request.reviewed_object
        return SEE.allows(user, obj) and review_request.is_in_hands_of(user)

    def get_object(self) -> ReviewRequest:
        return get_object_or_404(ReviewRequest.objects.waiting(), pk=self.kwargs["pk"])

    @property
    def review_request(self) -> ReviewRequest:
        return self.object

    def get_initial(self) -> dict[str, Any]:
        return {"comment": self.review_request.comment, "due_on": self.review_request.due_on}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "review_request": self.review_request}

    def form_valid(self, form: ReviewRequestForm) -> Any:
        describe_request(review_request=self.review_request, **form.cleaned_data)
        messages.success(self.request, _("The reviewers see what you wrote."))
        return redirect(self.next_url)

    @cached_property
    def next_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or reverse("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return get_latest_str(self.review_request.reviewed_object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        obj = self.review_request.reviewed_object
        return [
            *self.breadcrumbs_items,
            {"url": AdminURLFinder().get_edit_url(obj) or "", "label": get_latest_str(obj)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obj = object_under_review(self.review_request.task_state)
        return super().get_context_data(
            next_url=self.next_url, task=ReviewTaskBrief(obj, self.request.user), **kwargs
        )


def request_step_url(obj: Any, next_url: str) -> str:
    """Where the one who submitted ``obj`` goes on, to get to ``next_url`` from there."""
    waiting = ReviewRequest.objects.waiting()
    found = waiting.filter(task_state__in=TaskState.objects.for_instance(obj)).first()
    if found is None:
        return next_url
    url = reverse("headhealth_admin:review_request", args=[found.pk])
    return f"{url}?{urlencode({'next': next_url})}"
