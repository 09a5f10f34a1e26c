"""The screen on which somebody takes it on to publish what no medical reviewer has read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.admin.utils import quote, unquote
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from headhealth.admin.object_views import ObjectRightMixin, object_or_404
from headhealth.admin.review_brief import ReviewBrief
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.emergency_publication import LONGEST_REASON, SHORTEST_REASON
from headhealth.review.one_act import ActInterrupted
from headhealth.review.reviewed_object import reviewed_models
from headhealth.rules.reasons import has_words
from headhealth.workflow.emergency import (
    UrgencyRefused,
    may_publish_urgently,
    publish_urgently,
    review_due_at,
    why_not_publish_urgently,
)
from headhealth.workflow.review_forms import CommentField


def publish_urgently_url(obj: Any) -> str:
    """Where the latest version of ``obj`` can be published urgently."""
    kind = [obj._meta.app_label, obj._meta.model_name]
    return reverse("headhealth_admin:emergency_publish", args=[*kind, quote(obj.pk)])


class WordsField(CommentField):
    """A comment that says something."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if not has_words(value):
            raise forms.ValidationError(_("Enter a reason of at least two words."))


class UrgentForm(forms.Form):
    """Why it cannot wait. ``digest`` says which version the user was shown."""

    reason = WordsField(
        label=gettext_lazy("Why can it not wait for a medical review?"),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Mailed to every medical reviewer and kept for good. Readers do not see it."
        ),
        error_messages={"required": gettext_lazy("Say why it cannot wait.")},
    )
    understood = forms.BooleanField(
        label=gettext_lazy(
            "I have read this version, and answer for it until a medical reviewer has approved it"
        ),
        error_messages={"required": gettext_lazy("Tick to confirm.")},
    )
    # Whatever is sent here: it is compared, and nothing else.
    digest: forms.Field = forms.Field(widget=forms.HiddenInput, required=False)


@dataclass
class UrgentBrief(ReviewBrief):
    """What readers would see that they do not see now."""

    stored: Any
    """Look up the stored object that the address names; raises ``Http404``."""

    @cached_property
    def _baseline(self) -> dict[str, Any] | None:
        return content_snapshot(self.stored) if self.stored.live else None


class PublishUrgentlyView(ObjectRightMixin, WagtailAdminTemplateMixin, FormView):
    """Shows what would become public, asks why, and publishes exactly that."""

    template_name = "headhealth/admin/publish_urgently.html"
    form_class = UrgentForm
    page_title = gettext_lazy("Publish urgently")
    header_icon = "warning"

    @staticmethod
    def is_allowed(user: Any, obj: Any) -> bool:
        return may_publish_urgently(obj, user)

    def get_object(self) -> Any:
        """Look up the stored object that the address names; raises ``Http404``."""
        try:
            model = apps.get_model(self.kwargs["app_label"], self.kwargs["model_name"])
        except LookupError as error:
            raise Http404 from error
        if model not in reviewed_models():
            raise Http404
        return object_or_404(model, unquote(self.kwargs["pk"]))

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self._refusal() or super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self._refusal() or super().post(request, *args, **kwargs)

    def _refusal(self) -> Any:
        """The way back to the editor, with the reason, where it cannot be published urgently."""
        reason = why_not_publish_urgently(self.object, self.request.user)
        if not reason:
            return None
        messages.error(self.request, _("Nothing was published. %(reason)s") % {"reason": reason})
        return redirect(self.edit_url)

    def get_initial(self) -> dict[str, Any]:
        return {"digest": self.brief.digest}

    def form_valid(self, form: Any) -> Any:
        answers = form.cleaned_data
        try:
            publication = publish_urgently(
                obj=self.object,
                user=self.request.user,
                reason=answers["reason"],
                digest=answers["digest"],
            )
        except (UrgencyRefused, ActInterrupted) as refusal:
            # The form comes back for the version that is shown now, to be confirmed anew.
            given = {"reason": answers["reason"], "digest": self.brief.digest}
            form = self.form_class(given)
            form.full_clean()
            form.errors.clear()
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        due = timezone.localtime(publication.review_due_at)
        message = _(
            "“%(title)s” is public and says that it awaits its review, which is due by "
            "%(due)s. Every medical reviewer is told by mail."
        ) % {"title": self.brief.obj, "due": date_format(due, "j F Y, H:i")}
        buttons = []
        if url := getattr(self.object, "full_url", None):
            buttons.append(messages.button(url, _("View live"), new_window=True))
        messages.success(self.request, message, buttons=buttons)
        return redirect(self.edit_url)

    @cached_property
    def brief(self) -> UrgentBrief:
        version = self.object.get_latest_revision().as_object()
        return UrgentBrief(version, self.request, self.object)

    @property
    def edit_url(self) -> str:
        return AdminURLFinder().get_edit_url(self.object) or reverse("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return get_latest_str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.edit_url, "label": get_latest_str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            brief=self.brief,
            revision=self.object.get_latest_revision(),
            is_live=self.object.live,
            review_due_at=review_due_at(self.object, timezone.now()),
            edit_url=self.edit_url,
            **kwargs,
        )
