"""Evidence packs in the admin: what they say in short, files to hand on, links for assessors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from headhealth.admin.evidence_selection import EvidenceSelectionMixin, evidence_url
from headhealth.admin.object_views import ObjectRightMixin
from headhealth.evidence.chosen_objects import ObjectKey, key_of_object, load_object
from headhealth.evidence.evidence_link import EvidenceLink
from headhealth.evidence.evidence_rights import may_revoke
from headhealth.evidence.link_address import has_addresses, link_address
from headhealth.evidence.link_token import LIFETIMES, make_link, revoke_link
from headhealth.evidence.pack import make_pack
from headhealth.evidence.rendering.formats import FORMATS
from headhealth.evidence.rendering.html_pack import served_pack
from headhealth.evidence.rendering.pdf_pack import PDFUnavailable, can_make_pdf
from headhealth.evidence.rendering.responses import download, zip_download
from headhealth.rules.characters import printable
from headhealth.workflow.object_rights import SEE_EVIDENCE

MOST_ZIPPED = 100
"""A browser waits for no more; the command writes any number."""


class EvidenceLinkForm(forms.Form):
    """For whom a link is, and for how long."""

    for_whom = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=255,
        help_text=gettext_lazy("The person or organisation that you give it to."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Works for"),
        coerce=int,
        choices=[
            (days, ngettext_lazy("%(count)d day", "%(count)d days", days) % {"count": days})
            for days in LIFETIMES
        ],
        initial=LIFETIMES[1],
        widget=forms.RadioSelect,
    )

    def clean_for_whom(self) -> str:
        return printable(self.cleaned_data["for_whom"]).strip()


class EvidenceView(EvidenceSelectionMixin, WagtailAdminTemplateMixin, FormView):
    """One pack in short, or a set of them."""

    template_name = "headhealth/admin/evidence.html"
    form_class = EvidenceLinkForm
    page_title = gettext_lazy("Evidence pack")
    header_icon = "clipboard-list"

    def get_page_subtitle(self) -> str:
        return self.selection_title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_header_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = self.keys
        is_one = len(keys) == 1 and len(self.objects) == 1
        return super().get_context_data(
            pack=make_pack(self.objects[0]) if is_one else None,
            open_url=_pack_url(self.objects[0]) if is_one else "",
            packs=[{"title": str(obj), "url": _pack_url(obj)} for obj in self.objects],
            others=len(keys) - len(self.objects),
            downloads=self._downloads(is_one),
            is_too_many=len(keys) > MOST_ZIPPED,
            most=MOST_ZIPPED,
            can_make_pdf=can_make_pdf(),
            can_make_links=self.can_share and has_addresses(),
            links=self._links(),
            **kwargs,
        )

    def form_valid(self, form: Any) -> Any:
        if not (self.can_share and has_addresses()):
            raise PermissionDenied
        try:
            _link, token = make_link(
                keys=self.keys,
                title=self.selection_title,
                user=self.request.user,
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        address = link_address(token, self.objects[0])
        # Shown once, and on this answer only: it is kept nowhere.
        return self.render_to_response(
            self.get_context_data(form=self.form_class(), new_address=address)
        )

    def _downloads(self, is_one: bool) -> list[dict[str, Any]]:
        formats = [each for each in FORMATS.values() if each.extension != "pdf" or can_make_pdf()]
        if is_one:
            obj = self.objects[0]
            return [
                {"label": each.label, "url": _pack_url(obj, each.extension)} for each in formats
            ]
        if not self.keys or len(self.keys) > MOST_ZIPPED:
            return []
        query = self.request.GET.urlencode()
        return [
            {
                "label": _("%(format)s (ZIP)") % {"format": each.label},
                "url": f"{reverse('headhealth_admin:evidence_zip', args=[each.extension])}?{query}",
            }
            for each in formats
        ]

    def _links(self) -> list[EvidenceLink]:
        """Those that work and show exactly these objects."""
        shown = [list(key) for key in self.keys]
        links = EvidenceLink.objects.open().filter(title=self.selection_title[:255])
        return [link for link in links if link.objects_shown == shown]


class EvidencePackView(ObjectRightMixin, View):
    """One pack as a page, or as a file."""

    is_allowed = staticmethod(SEE_EVIDENCE.allows)

    def get_object(self) -> Any:
        obj = load_object(ObjectKey(self.kwargs["model"], self.kwargs["pk"]))
        if obj is None or self.kwargs.get("extension", "") not in {"", *FORMATS}:
            raise Http404
        return obj

    def get(self, request: Any, model: str, pk: str, extension: str = "") -> HttpResponse:
        pack = make_pack(self.object)
        if not extension:
            return HttpResponse(served_pack(pack))
        try:
            return download(pack, FORMATS[extension])
        except PDFUnavailable as error:
            messages.error(request, str(error))
            return redirect(evidence_url([key_of_object(self.object)]))


class EvidenceZipView(EvidenceSelectionMixin, View):
    """Several packs as one file."""

    def get(self, request: Any, extension: str) -> Any:
        if extension not in FORMATS or not 0 < len(self.keys) <= MOST_ZIPPED:
            raise Http404
        if extension == "pdf" and not can_make_pdf():
            raise Http404
        return zip_download(self.keys, FORMATS[extension])


class RevokeEvidenceLinkView(ObjectRightMixin, WagtailAdminTemplateMixin, FormView):
    """Asks, and ends a link."""

    template_name = "headhealth/admin/evidence_link_revoke.html"
    form_class = forms.Form
    page_title = gettext_lazy("Revoke the link")
    header_icon = "cross"
    is_allowed = staticmethod(may_revoke)

    def get_object(self) -> EvidenceLink:
        return get_object_or_404(EvidenceLink, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("headhealth_evidence_links"), "label": _("Evidence links")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            link=self.object, list_url=reverse("headhealth_evidence_links"), **kwargs
        )

    def form_valid(self, form: Any) -> Any:
        if revoke_link(self.object, user=self.request.user):
            messages.success(
                self.request,
                _("The link for %(whom)s does not work any more.") % {"whom": self.object.for_whom},
            )
        else:
            messages.warning(self.request, _("The link had been revoked before."))
        return redirect("headhealth_evidence_links")


def _pack_url(obj: Any, extension: str = "") -> str:
    key = key_of_object(obj)
    if extension:
        return reverse("headhealth_admin:evidence_download", args=[*key, extension])
    return reverse("headhealth_admin:evidence_open", args=key)
