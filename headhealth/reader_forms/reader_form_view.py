"""Views with a form for anonymous readers, apart from the pages, which are cached as a whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from headhealth.reader_forms.address_limits import take_turn
from headhealth.reader_forms.readable_page import readable_page_or_404
from headhealth.reader_forms.reader_submission import ReaderSubmission
from headhealth.reader_forms.spam_guard import ReaderForm

TOO_MANY = _(
    "Nothing more can be sent from your network today. What you wrote is still here: copy it, and "
    "send it tomorrow."
)


class AboutPageMixin:
    """A view about the health page whose key is ``page_pk`` in the address, in its language.

    No cache keeps the response and no search engine lists it.
    """

    kwargs: dict[str, Any]
    request: Any

    @cached_property
    def page(self) -> Any:
        return readable_page_or_404(self.request, self.kwargs["page_pk"])

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(self._language()):
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                # Here, while the language of the page is active.
                response.render()
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=self.page, **kwargs)

    def _language(self) -> str:
        if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
            return self.page.locale.language_code
        return settings.LANGUAGE_CODE


class ReaderFormView(AboutPageMixin, FormView):
    """Shows a ``ReaderForm`` and stores what it brings, once, within the limits of the address.

    Whatever the form is refused for, it comes back with what was typed.
    """

    form_class: type[ReaderForm]
    model: type[ReaderSubmission]
    limited_as: str
    """A key of the setting ``SUBMISSIONS_PER_ADDRESS``."""

    def store(self, form: Any) -> models.Model:
        """Create the submission from a valid ``form``, with its ``submission_id``."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        # Ids of its own: a script may show the form on a page that has others.
        auto_id = f"{self.limited_as}-%s"
        return {**super().get_form_kwargs(), "request": self.request, "auto_id": auto_id}

    def form_valid(self, form: Any) -> HttpResponse:
        if self._is_stored(form):
            return super().form_valid(form)
        if not take_turn(form=self.limited_as, request=self.request):
            form.add_error(None, TOO_MANY)
            return self.render_to_response(self.get_context_data(form=form), status=429)
        try:
            with transaction.atomic():
                self.store(form)
        except IntegrityError:
            # The same form on another connection at the same moment.
            if not self._is_stored(form):
                raise
        return super().form_valid(form)

    def _is_stored(self, form: Any) -> bool:
        submission_id = form.cleaned_data["submission_id"]
        return self.model._default_manager.filter(submission_id=submission_id).exists()
