"""Handing pages over in the admin: chosen ones, or all of somebody who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import swapper
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.log_actions import LogFormatter
from wagtail.permission_policies.pages import PagePermissionPolicy

from headhealth.admin.feedback_filters import UserField
from headhealth.admin.object_views import DiscreetBulkMixin
from headhealth.workflow.hand_over import hand_over, may_hand_over, may_look_after

NAMED = 5
"""So many pages a message names."""


class HandOverForm(forms.Form):
    """Who looks after ``pages`` from now on."""

    owner = UserField(
        label=gettext_lazy("New owner"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Leave as it is"),
        help_text=gettext_lazy("Is reminded when a review of these pages is due."),
    )
    deputy = UserField(
        label=gettext_lazy("New deputy"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Leave as it is"),
        help_text=gettext_lazy(
            "Is reminded instead of an owner whose account is not active, and beside the owner of "
            "a page whose review is late."
        ),
    )
    removes_deputy = forms.BooleanField(
        label=gettext_lazy("These pages have no deputy any more"), required=False
    )

    def __init__(self, *args: Any, pages: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages = pages
        people = PagePermissionPolicy().users_with_any_permission({"add", "change"})
        people = people.order_by("last_name", "first_name", people.model.USERNAME_FIELD)
        for name in ("owner", "deputy"):
            self.fields[name].queryset = people

    def clean_owner(self) -> Any:
        return self._able(self.cleaned_data["owner"])

    def clean_deputy(self) -> Any:
        return self._able(self.cleaned_data["deputy"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        owner, deputy = cleaned.get("owner"), cleaned.get("deputy")
        if deputy and cleaned.get("removes_deputy"):
            self.add_error("removes_deputy", _("Choose a deputy, or none, not both."))
        elif owner and owner == deputy:
            self.add_error("deputy", _("The deputy is somebody else than the owner."))
        elif not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Choose a new owner, a new deputy, or both."))
        return cleaned

    def _able(self, person: Any) -> Any:
        if person is None:
            return None
        barred = [page for page in self._pages if not may_look_after(page=page, user=person)]
        if barred:
            titles = [page.get_admin_display_title() for page in barred[:NAMED]]
            if len(barred) > NAMED:
                titles.append("…")
            raise ValidationError(
                _("%(name)s may not edit these pages: %(titles)s")
                % {"name": get_user_display_name(person), "titles": ", ".join(titles)}
            )
        return person


def owner_hand_over_url(owner: Any) -> str:
    """Where all pages of ``owner`` are handed over; it leads back to the report."""
    back = {"next": reverse("headhealth_review_report")}
    return reverse("headhealth_admin:owner_hand_over", args=[owner.pk], query=back)


def page_hand_over_url(page: Any, user: Any) -> str:
    """Where ``page`` is handed over; it leads back to its editor. "" for who may not."""
    if not may_hand_over(page=page, user=user):
        return ""
    options = swapper.load_model("wagtailcore", "Page")._meta
    query = {"id": page.pk, "next": reverse("wagtailadmin_pages:edit", args=[page.pk])}
    args = [options.app_label, options.model_name, HandOverBulkAction.action_type]
    return reverse("wagtail_bulk_action", args=args, query=query)


def handed_over(count: int) -> str:
    return ngettext(
        "Changed who looks after %(count)d page.", "Changed who looks after %(count)d pages.", count
    ) % {"count": count}


class HandOverBulkAction(DiscreetBulkMixin, PageBulkAction):
    """Registered for lists of pages."""

    display_name = gettext_lazy("Hand over")
    aria_label = gettext_lazy("Hand selected pages over to a new owner or deputy")
    action_type = "hand_over"
    action_priority = 60
    template_name = "headhealth/admin/hand_over_bulk.html"
    form_class = HandOverForm

    def check_perm(self, page: Any) -> bool:
        return may_hand_over(page=page, user=self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pages": self.get_actionable_objects()[0]}

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), **self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        return hand_over(pages=objects, **kwargs), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return handed_over(num_parent_objects)


class OwnerHandOverView(WagtailAdminTemplateMixin, FormView):
    """All pages of one owner that the user may hand over; the others are counted."""

    template_name = "headhealth/admin/hand_over_owner.html"
    form_class = HandOverForm
    page_title = gettext_lazy("Hand over all pages")
    header_icon = "user"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        may_any = PagePermissionPolicy().user_has_any_permission(request.user, {"add", "change"})
        if not may_any or (self.owned and not self.pages):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def owner(self) -> Any:
        model = get_user_model()
        try:
            return model._default_manager.get(pk=self.kwargs["pk"])
        except (model.DoesNotExist, ValueError, ValidationError, OverflowError) as error:
            raise Http404 from error

    @cached_property
    def owned(self) -> list[Any]:
        page_model = swapper.load_model("wagtailcore", "Page")
        return list(page_model.objects.filter(owner=self.owner).order_by("title", "pk"))

    @cached_property
    def pages(self) -> list[Any]:
        return [page for page in self.owned if may_hand_over(page=page, user=self.request.user)]

    @property
    def next_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or reverse("wagtailadmin_home")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pages": self.pages}

    def form_valid(self, form: Any) -> Any:
        count = hand_over(pages=self.pages, user=self.request.user, **form.cleaned_data)
        messages.success(self.request, handed_over(count))
        return redirect(self.next_url)

    def get_page_subtitle(self) -> str:
        return get_user_display_name(self.owner)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            name=get_user_display_name(self.owner),
            pages=self.pages,
            left_out=len(self.owned) - len(self.pages),
            next=self.next_url,
            **kwargs,
        )


class HandOverLogFormatter(LogFormatter):
    """Says from whom to whom."""

    label = gettext_lazy("Hand over")

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        parts = [
            _("%(role)s: %(before)s to %(after)s")
            % {
                "role": role,
                "before": data.get(f"{key}_before") or _("nobody"),
                "after": data.get(key) or _("nobody"),
            }
            for key, role in (("owner", _("owner")), ("deputy", _("deputy")))
            if data.get(key) != data.get(f"{key}_before")
        ]
        return _("Handed over: %(parts)s") % {"parts": "; ".join(parts)}
