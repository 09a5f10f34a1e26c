"""The forms a reviewer fills in to approve or to ask for changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm

from headhealth.review.medical_review import CHANGE_NOTE_LENGTH, ReviewScope
from headhealth.rules.characters import one_line, well_formed
from headhealth.site_calendar import is_in_future

NOT_TICKED = _("Tick to confirm. If you cannot confirm it, request changes.")


class CommentField(forms.CharField):
    """Text without characters that cannot be stored: it may come as JSON, which has them."""

    def to_python(self, value: Any) -> str:
        return well_formed(super().to_python(value) or "")


class OneLineField(CommentField):
    """A comment without line breaks, or characters that show as nothing."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value))


class AnswersForm(forms.Form):
    """A form of a task, whose answers come as objects from one route and as JSON from another.

    Wagtail hands ``cleaned_data`` on as either; a form bound to either gives the same answers.
    What is neither text, a yes or no, nor a day answers nothing, and JSON has characters that
    cannot be stored.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            data = {name: self._readable(name, answer) for name, answer in data.items()}
        super().__init__(data, *args, **kwargs)

    def _readable(self, name: str, answer: Any) -> Any:
        if isinstance(answer, str):
            return well_formed(answer)
        is_question = isinstance(self.base_fields.get(name), forms.BooleanField)
        return answer if isinstance(answer, bool if is_question else date) else None


class ApprovalForm(AnswersForm):
    """The checklist of a medical review. Nothing is ticked beforehand.

    ``digest`` says which version the reviewer read.
    """

    scope = forms.ChoiceField(
        label=_("What did you review?"),
        choices=ReviewScope,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what you reviewed.")},
    )
    sources_checked_on = forms.DateField(
        label=_("Sources checked on"),
        # The browser's own date picker: it needs no script, which the dashboard would not load.
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day you compared the text with its sources."),
        error_messages={"required": _("Enter the date on which you checked the sources.")},
    )
    red_flags_covered = forms.BooleanField(
        label=_("Warning signs are covered"),
        help_text=_("The text says when to get help, and how urgently."),
        error_messages={"required": NOT_TICKED},
    )
    plain_language = forms.BooleanField(
        label=_("The language is plain"),
        help_text=_("A reader without medical training can act on it."),
        error_messages={"required": NOT_TICKED},
    )
    change_note = OneLineField(
        label=_("What changed, for readers"),
        required=False,
        max_length=CHANGE_NOTE_LENGTH,
        help_text=_(
            "One line in the page's public change log, with your name and the day. If you leave "
            "it empty, the suggestion is used."
        ),
    )
    is_correction = forms.BooleanField(
        label=_("This corrects a mistake"),
        required=False,
        help_text=_("The change log marks it as a correction."),
    )
    comment = CommentField(
        label=_("Comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the review for the editors. Readers do not see it."),
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_sources_checked_on(self) -> Any:
        checked_on = self.cleaned_data["sources_checked_on"]
        if is_in_future(checked_on):
            raise forms.ValidationError(_("This day is in the future."))
        return checked_on


class ChangesRequestForm(AnswersForm, TaskStateCommentForm):
    """A request for changes says what to change."""

    comment = CommentField(
        label=_("What needs to change?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Sent to all who took part: who wrote, submitted, owns, commented on or approved it."
        ),
        error_messages={"required": _("Say what needs to change.")},
    )
