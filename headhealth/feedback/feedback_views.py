"""Where readers give feedback. Pages only link here, so that they can be cached."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from headhealth.feedback.feedback import Feedback
from headhealth.feedback.feedback_forms import MistakeForm, UsefulnessForm
from headhealth.feedback.record_feedback import record_feedback
from headhealth.reader_forms.reader_form_view import AboutPageMixin, ReaderFormView


class FeedbackCreateView(ReaderFormView):
    """Was the page useful? With ``?section=``, empty for the whole page: what is wrong with it?"""

    model = Feedback
    limited_as = "feedback"
    template_name = "headhealth/feedback/feedback_form.html"

    @property
    def is_about_mistake(self) -> bool:
        return "section" in self.request.GET

    def get_form_class(self) -> Any:
        return MistakeForm if self.is_about_mistake else UsefulnessForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "page": self.page}

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name) for name in ("section", "useful")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_about_mistake=self.is_about_mistake, **kwargs)

    def store(self, form: Any) -> Feedback:
        return record_feedback(
            page=self.page, submission_id=form.cleaned_data["submission_id"], **form.values()
        )

    def get_success_url(self) -> str:
        return reverse("headhealth:feedback_thanks", args=[self.page.pk])


class FeedbackThanksView(AboutPageMixin, TemplateView):
    """Says that the feedback arrived and what happens to it."""

    template_name = "headhealth/feedback/feedback_thanks.html"
