"""Asking for the review of pages that were ticked in the explorer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from headhealth.admin.object_views import DiscreetBulkMixin
from headhealth.admin.re_review_form import ReReviewForm
from headhealth.admin.re_review_links import can_ask
from headhealth.admin.re_review_views import SHOWN_BEFORE, show_url
from headhealth.re_review.ask import request_reviews
from headhealth.re_review.chosen_content import clocks_of_pages
from headhealth.workflow.object_rights import ASK_FOR_REVIEW, SEE


class AskForReviewsBulkAction(DiscreetBulkMixin, PageBulkAction):
    """Leaves out what is not live health content, and goes on to the page of the request."""

    display_name = gettext_lazy("Ask for review")
    action_type = "ask_for_review"
    aria_label = gettext_lazy("Ask for a new medical review of the selected pages")
    template_name = "headhealth/admin/confirm_bulk_re_review.html"
    action_priority = 60
    form_class = ReReviewForm

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_ask(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def check_perm(self, obj: Any) -> bool:
        return SEE.allows(self.request.user, obj)

    @cached_property
    def chosen(self) -> tuple[Any, int]:
        """The clocks of those that can be reviewed, and how many pages were ticked."""
        pages, _context = self.get_actionable_objects()
        clocks = ASK_FOR_REVIEW.records(self.request.user, clocks_of_pages(pages))
        return clocks, len(pages)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clocks, chosen = self.chosen
        count = clocks.count()
        titles = clocks.order_by("title", "pk").values_list("title", flat=True)
        return {
            **super(PageBulkAction, self).get_context_data(**kwargs),
            "count": count,
            "titles": titles[:SHOWN_BEFORE],
            "others": max(count - SHOWN_BEFORE, 0),
            "left_out": max(chosen - count, 0),
        }

    def form_valid(self, form: ReReviewForm) -> Any:
        clocks, _count = self.chosen
        try:
            asked = request_reviews(
                clocks=clocks,
                cause=_("Chosen in the list of pages"),
                user=self.request.user,
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        return redirect(show_url(asked))

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        raise NotImplementedError("Pages are asked for by their request.")
