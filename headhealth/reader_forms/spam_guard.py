"""Forms that people can send and simple robots cannot. No script is needed.

Of django-formguard's checks only those that work without script are used: a field that people do
not see, and a signed time of loading.
"""

from __future__ import annotations

import copy
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _
from formguard import checks
from formguard.forms import GuardedFormMixin

SEND_AGAIN = _("Your message was not sent. What you wrote is still here: please send it again.")


class TrapWidget(forms.TextInput):
    """A text box that only programs see. headhealth.css hides it, so no other style is loaded."""

    template_name = "headhealth/forms/trap.html"


class TrapCheck(checks.FieldTrapCheck):
    """Whoever fills in the field that is hidden from people is a program."""

    def get_fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = super().get_fields()
        for field in fields.values():
            field.widget = TrapWidget(attrs={"tabindex": "-1", "autocomplete": "off"})
        return fields


class LoadingTimeCheck(checks.TokenCheck):
    """Whoever sends a form the moment it is loaded, or without loading it, is a program.

    ``FORMGUARD_TOKEN_MIN_SECONDS`` and ``FORMGUARD_TOKEN_MAX_SECONDS`` change the limits. Answering
    "yes" takes a person two seconds; a page left open overnight can still be answered.
    """

    defaults = {"MIN_SECONDS": 2, "MAX_SECONDS": 24 * 60 * 60}


class ReaderForm(GuardedFormMixin, forms.Form):
    """Base of the forms of anonymous readers. Takes ``request``, as a keyword.

    A submission that was refused as spam can be sent again as it stands: a person who is taken for
    a program loses nothing. The template ``headhealth/forms/form.html`` prints it.
    """

    guard_checks = [
        "headhealth.reader_forms.spam_guard.TrapCheck",
        "headhealth.reader_forms.spam_guard.LoadingTimeCheck",
    ]

    submission_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    """The same however often one filled-in form is sent: a double click makes one submission."""

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        kwargs["request"] = _without_address(request)
        super().__init__(*args, **kwargs)

    def is_valid(self) -> bool:
        is_valid: bool = super().is_valid()
        if self.is_bound and not is_valid:
            self._renew_hidden_fields()
        return is_valid

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields that people fill in."""
        hidden = self._guard_names()
        return [field for field in self.visible_fields() if field.name not in hidden]

    def _guard_names(self) -> list[str]:
        return [name for check in self._checks for name in check.get_fields()]

    def _renew_hidden_fields(self) -> None:
        """Nobody can mend a field they cannot see: its errors become one of the whole form."""
        hidden = self._guard_names()
        spoilt = [name for name in [*hidden, "submission_id"] if self.errors.pop(name, None)]
        if self.guard_failures:
            # One message, however many checks failed.
            self.errors.pop(NON_FIELD_ERRORS)
        if spoilt or self.guard_failures:
            self.add_error(None, SEND_AGAIN)
        data = self.data.copy()
        for name in hidden:
            data[name] = self.get_initial_for_field(self.fields[name], name) or ""
        if "submission_id" in spoilt:
            data["submission_id"] = str(uuid4())
        self.data = data


def _without_address(request: Any) -> Any:
    """The request without what tells who sends it: django-formguard writes that to the log."""
    anonymous = copy.copy(request)
    anonymous.META = {
        key: value for key, value in request.META.items() if key not in _ADDRESS_ENTRIES
    }
    return anonymous


_ADDRESS_ENTRIES = frozenset({"REMOTE_ADDR", "REMOTE_HOST", "HTTP_X_FORWARDED_FOR"})
