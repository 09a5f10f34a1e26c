"""What readers are told about pages that are about to be taken away."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import swapper
from django import forms
from django.utils.translation import gettext_lazy as _

from headhealth.admin.forgiving_choosers import ForgivingPageChooser
from headhealth.rules.characters import printable
from headhealth.rules.reasons import has_words
from headhealth.withdrawal.withdraw import withdrawing
from headhealth.withdrawal.withdrawal import REASON_LENGTH, Withdrawal


class ReasonField(forms.CharField):
    """Text as it can be shown and stored; something that can be read, if there is any."""

    def to_python(self, value: Any) -> str:
        return printable(super().to_python(value) or "").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not has_words(value):
            raise forms.ValidationError(
                _("Enter a reason of at least two words, or leave it empty.")
            )


class WithdrawalForm(forms.Form):
    """A reason, and a page to read instead. Empty, the address becomes “page not found”."""

    reason = ReasonField(
        label=_("Reason, for readers"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "If you give a reason, visitors see that the page was withdrawn and why. Otherwise "
            "they see “Page not found”. The reason is not medically reviewed, so give no health "
            "advice here."
        ),
    )
    replacement: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Page to read instead"),
        required=False,
        queryset=None,
        help_text=Withdrawal._meta.get_field("replacement").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = swapper.load_model("wagtailcore", "Page").objects
        self.fields["replacement"].widget = ForgivingPageChooser()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("replacement")
            and not cleaned.get("reason")
            and not self.has_error("reason")
        ):
            self.add_error("reason", _("Say why the page is withdrawn."))
        return cleaned

    def withdrawing(self, pages: Iterable[Any], user: Any) -> AbstractContextManager[None]:
        """What the block takes away of ``pages`` is withdrawn, if a reason was given."""
        if not self.cleaned_data["reason"]:
            return nullcontext()
        return withdrawing(
            pages,
            reason=self.cleaned_data["reason"],
            replacement=self.cleaned_data["replacement"],
            user=user,
        )
