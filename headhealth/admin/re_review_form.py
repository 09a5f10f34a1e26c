"""What one says when one asks for the review of many pages."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headhealth.re_review.re_review_request import REASON_LENGTH
from headhealth.rules.characters import printable
from headhealth.rules.reasons import has_words


class ReReviewForm(forms.Form):
    """The reason. The form is known by a number, so that sent twice it asks once."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Reviewers and owners see it. Say what happened, and what they should look at."
        ),
    )
    submission_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_reason(self) -> Any:
        reason = printable(self.cleaned_data["reason"]).strip()
        if not has_words(reason):
            raise forms.ValidationError(_("Enter a reason of at least two words."))
        return reason
