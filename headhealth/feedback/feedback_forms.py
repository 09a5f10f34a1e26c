"""The two forms of feedback: was the page useful, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from headhealth.feedback.feedback import FeedbackKind
from headhealth.reader_forms.spam_guard import ReaderForm

COMMENT_LENGTH = 5000
"""Characters: two printed pages."""
USEFUL, NOT_USEFUL = "yes", "no"
WHOLE_PAGE = "/"
"""Stands for no section. No address of a section has a slash."""


class CommentField(forms.CharField):
    """Text of some length. Too much of it is refused and not cut off, so that nothing is lost."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 5}),
            validators=[
                MaxLengthValidator(
                    COMMENT_LENGTH,
                    _("Use at most %(limit_value)d characters. This is %(show_value)d."),
                )
            ],
            **kwargs,
        )


class UsefulnessForm(ReaderForm):
    """Whether the page was useful, and why."""

    useful = forms.ChoiceField(
        label=_("Was this page useful?"),
        choices=[(USEFUL, _("Yes")), (NOT_USEFUL, _("No"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose “Yes” or “No”."),
            "invalid_choice": _("Choose “Yes” or “No”."),
        },
    )
    comment = CommentField(
        label=_("What helped, or what was missing?"),
        required=False,
        help_text=_("Please leave out your name and anything about your own health."),
    )

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What ``record_feedback`` is to store."""
        return {
            "is_useful": self.cleaned_data["useful"] == USEFUL,
            "comment": self.cleaned_data["comment"],
        }


class MistakeForm(ReaderForm):
    """What is wrong, and in which section of ``page``."""

    section = forms.ChoiceField(
        label=_("Where is it?"),
        error_messages={
            "required": _("Choose a section, or the whole page."),
            "invalid_choice": _("This section is no longer on the page. Choose another."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=FeedbackKind,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong."),
            "invalid_choice": _("Choose what is wrong."),
        },
    )
    comment = CommentField(
        label=_("Tell us more"),
        help_text=_("Which words are wrong, and what would be right? A source helps."),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want an answer. It is used for nothing else and deleted later."),
        error_messages={
            "invalid": _("Write the address in full, like name@example.org, or leave it empty."),
            "max_length": _("No address is that long. Write it again, or leave it empty."),
        },
    )

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(section.anchor, section.heading) for section in page.contents]
        self.fields["section"].choices = [(WHOLE_PAGE, _("The whole page")), *sections]

    def values(self) -> dict[str, Any]:
        """What ``record_feedback`` is to store."""
        data = self.cleaned_data
        return {
            "section_anchor": "" if data["section"] == WHOLE_PAGE else data["section"],
            "kind": data["kind"],
            "comment": data["comment"],
            "email": data["email"],
        }
