"""What is done with one source beside editing it: each a question on a screen of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from headhealth.admin.object_views import ObjectRightMixin
from headhealth.admin.re_review_links import ask_url
from headhealth.admin.source_facts import can_take_new_address, may_change, source_url
from headhealth.pages.citing_pages import live_pages_citing
from headhealth.re_review.chosen_content import clocks_of_what_shows
from headhealth.rules.characters import printable
from headhealth.snippets.source import Source
from headhealth.snippets.source_notice import SourceNotice, mark_source, unmark_source
from headhealth.workflow.object_rights import ASK_FOR_REVIEW


class SourceActionView(ObjectRightMixin, WagtailAdminTemplateMixin, FormView):
    """Asks, and does it when the answer is sent."""

    template_name = "headhealth/admin/source_action.html"
    form_class: type[forms.BaseForm] = forms.Form
    submit_label: Any
    header_icon = "openquote"

    is_allowed = staticmethod(may_change)

    def get_object(self) -> Source:
        return get_object_or_404(Source.objects.select_related("link"), pk=self.kwargs["pk"])

    @property
    def source(self) -> Source:
        return self.object

    def question(self) -> str:
        """What will happen, in a sentence or two."""
        raise NotImplementedError

    def act(self, form: Any) -> str:
        """Do it. Returns what to say afterwards."""
        raise NotImplementedError

    def next_steps(self) -> list[Any]:
        """Buttons beside what is said afterwards."""
        return []

    def form_valid(self, form: Any) -> Any:
        try:
            said = self.act(form)
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return redirect(source_url("edit", self.source))
        messages.success(self.request, said, buttons=self.next_steps())
        return redirect(source_url("edit", self.source))

    def get_page_subtitle(self) -> str:
        return self.source.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        list_url = reverse(Source.snippet_viewset.get_url_name("list"))
        return [
            *self.breadcrumbs_items,
            {"url": list_url, "label": capfirst(Source._meta.verbose_name_plural)},
            {"url": source_url("edit", self.source), "label": self.source.title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question(),
            # Also pages that this user may not see: the answer changes what their readers see.
            citing_pages=live_pages_citing([self.source]).count(),
            usage_url=source_url("usage", self.source),
            edit_url=source_url("edit", self.source),
            submit_label=self.submit_label,
            **kwargs,
        )


class SourceNoticeForm(forms.ModelForm):
    """What happened to a source."""

    class Meta:
        model = SourceNotice
        fields = ["kind", "happened_on", "replacement", "reason"]
        widgets = {
            "kind": forms.RadioSelect,
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = Source.snippet_viewset.chooser_viewset.widget_class
        self.fields["replacement"].widget = chooser()

    def clean_reason(self) -> str:
        return printable(self.cleaned_data["reason"]).strip()


class MarkSourceView(SourceActionView):
    """Marks a source as superseded or retracted, or mends what was said of it."""

    form_class = SourceNoticeForm
    page_title = gettext_lazy("Mark as superseded or retracted")
    submit_label = gettext_lazy("Mark it, and tell readers")

    def get_form_kwargs(self) -> dict[str, Any]:
        notice = SourceNotice.objects.filter(pk=self.source.pk).first()
        return {
            **super().get_form_kwargs(),
            "instance": notice or SourceNotice(source=self.source),
            # What readers are told at once is not chosen for anybody.
            "initial": {} if notice else {"kind": None},
        }

    def question(self) -> str:
        return _(
            "The references of every page that cites it will say so at once. The pages need no new "
            "medical review for that; whether what they say still holds is for you to judge."
        )

    def act(self, form: SourceNoticeForm) -> str:
        mark_source(self.source, user=self.request.user, **form.cleaned_data)
        return _("“%(title)s” is marked. Readers see it.") % {"title": self.source.title}

    def next_steps(self) -> list[Any]:
        """Whether the pages still hold without the source is for reviewers to say."""
        count = ASK_FOR_REVIEW.records(self.request.user, clocks_of_what_shows(self.source)).count()
        if not count:
            return []
        reason = SourceNotice.objects.values_list("reason", flat=True).get(pk=self.source.pk)
        label = ngettext(
            "Ask for review of the page that cites it",
            "Ask for review of the %(count)d pages that cite it",
            count,
        ) % {"count": count}
        return [messages.button(ask_url(self.source, reason=reason), label)]


class UnmarkSourceView(SourceActionView):
    """Takes a notice back."""

    page_title = gettext_lazy("Take the notice back")
    submit_label = gettext_lazy("Take it back")

    def question(self) -> str:
        return _(
            "Readers will see the source as any other again. What was said of it stays in its "
            "history."
        )

    def act(self, form: Any) -> str:
        unmark_source(self.source, user=self.request.user)
        return _("“%(title)s” is no longer marked.") % {"title": self.source.title}


class NewSourceAddressView(SourceActionView):
    """Takes over the address that a source has moved to."""

    page_title = gettext_lazy("Take over the new address")
    submit_label = gettext_lazy("Take it over")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not can_take_new_address(self.source):
            messages.warning(request, self._nothing_to_take())
            return redirect(source_url("edit", self.source))
        return super().get(request, *args, **kwargs)

    def question(self) -> str:
        return _(
            "The publisher redirects %(old)s to %(new)s for good. Open the new address first: it "
            "should lead to the source itself, not to a home page."
        ) % {"old": self.source.url, "new": self._new_address()}

    @transaction.atomic
    def act(self, form: Any) -> str:
        if not can_take_new_address(self.source):
            raise ValidationError(self._nothing_to_take())
        self.source.url = self._new_address()
        self.source.full_clean()
        self.source.save()
        self.source.save_revision(user=self.request.user, log_action="wagtail.edit")
        return _("The new address is taken over. It is checked with the next run.")

    def _new_address(self) -> str:
        return self.source.link.moved_to if can_take_new_address(self.source) else ""

    def _nothing_to_take(self) -> str:
        return _("The address was changed, or has not moved by the newest check.")
