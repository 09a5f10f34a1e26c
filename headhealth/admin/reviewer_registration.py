"""Confirming a medical reviewer's registration: by a second person, with a confirm screen."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button, ListingButton
from wagtail.snippets.views.snippets import EditView

from headhealth.admin.concurrent_edits import ConcurrentEditMixin
from headhealth.admin.object_views import ObjectRightMixin
from headhealth.admin.snippet_index import CleanSearchIndexView
from headhealth.review.contributor import Contributor
from headhealth.review.registration_confirmers import PERMISSION
from headhealth.review.registration_history import registration_history
from headhealth.site_calendar import site_day
from headhealth.workflow.open_reviews import tasks_of_reviewer


def confirm_url(contributor: Contributor) -> str:
    return reverse("headhealth_admin:registration_confirm", args=[contributor.pk])


def can_confirm(user: Any, contributor: Contributor) -> bool:
    """Whether to offer ``user`` the confirmation; the model decides."""
    return user.has_perm(PERMISSION) and not contributor.why_not_confirm(user)


def _said_after_confirmation(contributor: Contributor) -> str:
    """Whether the reviewer may approve content now, and what is missing where they may not."""
    first, last = contributor.reviewer_from, contributor.reviewer_until
    facts = {
        "name": contributor.name,
        "first": date_format(first) if first else "",
        "last": date_format(last) if last else "",
    }
    today = site_day()
    if last and last < today:
        return _("The registration of %(name)s is confirmed, but it ended on %(last)s.") % facts
    if first and first > today:
        return (
            _(
                "The registration of %(name)s is confirmed. %(name)s may approve health content "
                "from %(first)s."
            )
            % facts
        )
    if not tasks_of_reviewer(contributor.user).exists():
        return (
            _(
                "The registration of %(name)s is confirmed, but the account is in no group that "
                "reviews. Ask an administrator to add it to the medical reviewers."
            )
            % facts
        )
    return _("%(name)s may now approve health content.") % facts


class ContributorForm(WagtailAdminModelForm):
    """Lists accounts by the names of people: two may be named alike, so with the user name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].label_from_instance = _account_label


def _account_label(user: Any) -> str:
    name, username = get_user_display_name(user), user.get_username()
    return name if name == username else f"{name} ({username})"


class ContributorIndexView(CleanSearchIndexView):
    """Offers the confirmation in the list."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_confirmation()

    def get_list_more_buttons(self, instance: Contributor) -> list[Any]:
        """The confirm screen says who may not, and why: to find out takes queries for each row."""
        buttons = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(PERMISSION) and instance.needs_confirmation:
            buttons.append(
                ListingButton(
                    _("Confirm registration"),
                    url=confirm_url(instance),
                    icon_name="check",
                    priority=15,
                )
            )
        return buttons


class ContributorEditView(ConcurrentEditMixin, EditView):
    """Offers the confirmation in the header."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if can_confirm(self.request.user, self.object):
            buttons.append(
                Button(
                    _("Confirm registration"),
                    url=confirm_url(self.object),
                    icon_name="check",
                    priority=5,
                )
            )
        return buttons


class ConfirmRegistrationView(ObjectRightMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows what is to be compared with the public register, and asks."""

    template_name = "headhealth/admin/confirm_registration.html"
    page_title = gettext_lazy("Confirm registration")
    header_icon = "check"

    @staticmethod
    def is_allowed(user: Any, contributor: Contributor) -> bool:
        return user.has_perm(PERMISSION)

    def get_object(self) -> Contributor:
        return get_object_or_404(Contributor, pk=self.kwargs["pk"])

    @property
    def contributor(self) -> Contributor:
        return self.object

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            self.contributor.confirm_registration(user=request.user, seen=request.POST.get("seen"))
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _said_after_confirmation(self.contributor))
        return redirect(self.edit_url)

    @property
    def edit_url(self) -> str:
        return reverse(
            Contributor.snippet_viewset.get_url_name("edit"), args=[quote(self.contributor.pk)]
        )

    def get_page_subtitle(self) -> str:
        return self.contributor.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        list_url = reverse(Contributor.snippet_viewset.get_url_name("list"))
        return [
            *self.breadcrumbs_items,
            {"url": list_url, "label": capfirst(Contributor._meta.verbose_name_plural)},
            {"url": self.edit_url, "label": self.contributor.name},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = registration_history(self.contributor)
        return super().get_context_data(
            contributor=self.contributor,
            edit_url=self.edit_url,
            refusal=self.contributor.why_not_confirm(self.request.user),
            history=history,
            same_number=self.contributor.others_with_number(),
            seen=history[-1].pk if history else "",
            **kwargs,
        )
