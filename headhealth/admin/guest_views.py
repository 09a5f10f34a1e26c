"""Inviting guest readers, giving out links and taking them back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from headhealth.admin.guest_access import can_invite, guest_readers_url
from headhealth.admin.guest_forms import InviteGuestForm, RenewLinkForm
from headhealth.admin.object_views import ObjectRightMixin, object_or_404
from headhealth.guest_reading.guest_link import guest_address
from headhealth.guest_reading.invitation import GuestInvitation
from headhealth.guest_reading.invitation_mail import mail_invitation
from headhealth.guest_reading.invite import invite_guest, renew_link, revoke_invitation
from headhealth.review.content_digest import content_digest
from headhealth.review.reviewed_object import reviewed_models

_SHOWN_ONCE = "headhealth_guest_links"
"""Where in the session a new link waits to be shown."""


class GuestReaderMixin(ObjectRightMixin, WagtailAdminTemplateMixin):
    """A view about the guest readers of one object."""

    header_icon = "group"
    request: Any
    is_allowed = staticmethod(can_invite)

    @property
    def obj(self) -> Any:
        return self.object

    @cached_property
    def edit_url(self) -> str | None:
        return AdminURLFinder(self.request.user).get_edit_url(self.obj)

    def get_page_subtitle(self) -> str:
        return get_latest_str(self.obj)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items]
        if self.edit_url:
            items.append({"url": self.edit_url, "label": get_latest_str(self.obj)})
        if not isinstance(self, GuestInviteView):
            url = guest_readers_url(self.obj)
            items.append({"url": url, "label": GuestInviteView.page_title})
        return [*items, {"url": "", "label": self.get_header_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = guest_readers_url(self.obj)
        return super().get_context_data(
            obj=self.obj, edit_url=self.edit_url, back_url=back_url, **kwargs
        )

    def hand_out(self, invitation: GuestInvitation, token: str) -> Any:
        """Mail the link; where there is no address or no mail goes out, show it, once."""
        address = guest_address(token, self.obj)
        if invitation.email:
            if mail_invitation(invitation, address=address, obj=self.obj):
                messages.success(
                    self.request,
                    _("The link is on its way to %(guest)s (%(email)s).")
                    % {"guest": invitation.guest_name, "email": invitation.email},
                )
                return redirect(guest_readers_url(self.obj))
            messages.error(
                self.request,
                _("The mail to %(email)s could not be sent. Send the link yourself.")
                % {"email": invitation.email},
            )
        waiting = self.request.session.get(_SHOWN_ONCE, {})
        self.request.session[_SHOWN_ONCE] = {**waiting, str(invitation.pk): address}
        return redirect("headhealth_admin:guest_link", invitation.pk)


class GuestInviteView(GuestReaderMixin, FormView):
    """The form, and below it everybody who was asked, with what they said."""

    template_name = "headhealth/admin/guest_invite.html"
    page_title = gettext_lazy("Outside experts")
    form_class = InviteGuestForm

    def get_object(self) -> Any:
        model = get_object_or_404(ContentType, pk=self.kwargs["type_pk"]).model_class()
        if model not in reviewed_models():
            raise Http404
        return object_or_404(model, self.kwargs["object_pk"])

    @cached_property
    def revision(self) -> Any:
        """The version that a guest would read, or None before the first."""
        return self.obj.get_latest_revision()

    def form_valid(self, form: InviteGuestForm) -> Any:
        try:
            invitation, token = invite_guest(
                obj=self.obj, user=self.request.user, **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        log(instance=self.obj, action="headhealth.guest.invite", revision=invitation.revision)
        return self.hand_out(invitation, token)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = content_digest(self.revision.as_object()) if self.revision else ""
        invitations = (
            GuestInvitation.objects.for_object(self.obj)
            .select_related("opinion", "revoked_by")
            .defer("snapshot", "opinion__snapshot")
        )
        return super().get_context_data(
            invitations=invitations, latest_digest=latest, revision=self.revision, **kwargs
        )


class InvitationMixin(GuestReaderMixin):
    """A view about one invitation."""

    def get_object(self) -> Any:
        self.invitation = get_object_or_404(GuestInvitation, pk=self.kwargs["pk"])
        model = self.invitation.content_type.model_class()
        if model is None:
            raise Http404
        return object_or_404(model, self.invitation.object_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(invitation=self.invitation, **kwargs)


class GuestLinkView(InvitationMixin, TemplateView):
    """Shows a new link to the person who made it, once."""

    template_name = "headhealth/admin/guest_link.html"
    page_title = gettext_lazy("The link")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = {**self.request.session.get(_SHOWN_ONCE, {})}
        address = waiting.pop(str(self.invitation.pk), "")
        self.request.session[_SHOWN_ONCE] = waiting
        return super().get_context_data(address=address, **kwargs)


class InvitationActionView(InvitationMixin, FormView):
    """Asks, and does it when the answer is sent."""

    template_name = "headhealth/admin/guest_action.html"
    form_class: type[forms.BaseForm] = forms.Form
    submit_label: Any

    def question(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question(), submit_label=self.submit_label, **kwargs
        )


class GuestRenewView(InvitationActionView):
    """Another link, to the same version."""

    page_title = gettext_lazy("A new link")
    form_class = RenewLinkForm
    submit_label = gettext_lazy("Make a new link")

    def question(self) -> str:
        if self.invitation.email:
            return _(
                "%(guest)s gets a new link by mail, to the same version as before. The old link "
                "ends. What %(guest)s has written so far is kept."
            ) % {"guest": self.invitation.guest_name}
        return _(
            "You get a new link for %(guest)s, to the same version as before. The old link ends. "
            "What %(guest)s has written so far is kept."
        ) % {"guest": self.invitation.guest_name}

    def form_valid(self, form: Any) -> Any:
        try:
            token = renew_link(self.invitation, days=form.cleaned_data["days"])
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return redirect(guest_readers_url(self.obj))
        return self.hand_out(self.invitation, token)


class GuestRevokeView(InvitationActionView):
    """Ends a link before its time."""

    page_title = gettext_lazy("Revoke the invitation")
    submit_label = gettext_lazy("Revoke it")

    def question(self) -> str:
        if self.invitation.is_answered:
            return _(
                "The link of %(guest)s ends at once. The opinion stays: it is part of the record."
            ) % {"guest": self.invitation.guest_name}
        return _(
            "The link of %(guest)s ends at once and for good. What was written and not sent can no "
            "longer be sent."
        ) % {"guest": self.invitation.guest_name}

    def form_valid(self, form: Any) -> Any:
        if revoke_invitation(self.invitation, user=self.request.user):
            log(instance=self.obj, action="headhealth.guest.revoke")
        messages.success(
            self.request,
            _("The link of %(guest)s has ended.") % {"guest": self.invitation.guest_name},
        )
        return redirect(guest_readers_url(self.obj))


def guest_urls() -> list[URLPattern]:
    """The addresses of the views above, for the namespace ``headhealth_admin``."""
    return [
        path(
            "guest-readers/<int:type_pk>/<str:object_pk>/",
            GuestInviteView.as_view(),
            name="guest_invite",
        ),
        path("guest-invitations/<int:pk>/link/", GuestLinkView.as_view(), name="guest_link"),
        path("guest-invitations/<int:pk>/renew/", GuestRenewView.as_view(), name="guest_renew"),
        path("guest-invitations/<int:pk>/revoke/", GuestRevokeView.as_view(), name="guest_revoke"),
    ]
