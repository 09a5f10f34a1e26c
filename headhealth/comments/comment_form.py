"""The form in which a reader writes a comment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from headhealth.comments.reader_comment import EMAIL_LENGTH, NAME_LENGTH, TEXT_LENGTH
from headhealth.reader_forms.spam_guard import ReaderForm
from headhealth.rules.characters import without_invisible
from headhealth.rules.comments import gives_an_email_address, has_words, names_an_address


class CommentForm(ReaderForm):
    """Name, e-mail address and comment, all of them needed."""

    name = forms.CharField(
        label=_("Name (required)"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Write a name.")},
        help_text=_("Shown with your comment. A first name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address (required)"),
        max_length=EMAIL_LENGTH,
        error_messages={"required": _("Write your e-mail address.")},
        help_text=_("Never shown. Only moderators can see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = forms.CharField(
        label=_("Comment (required)"),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Write your comment.")},
        help_text=_("Everybody can read it. Leave out what others should not know about you."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_name(self) -> str:
        name = " ".join(without_invisible(self.cleaned_data["name"]).split())
        if names_an_address(name):
            raise forms.ValidationError(
                _("Write a name without an e-mail or web address: everybody can read it.")
            )
        if not has_words(name):
            raise forms.ValidationError(_("Write a name."))
        return name

    def clean_text(self) -> str:
        text = without_invisible(self.cleaned_data["text"]).strip()
        if gives_an_email_address(text):
            raise forms.ValidationError(
                _("Leave out e-mail addresses: everybody can read your comment.")
            )
        if not has_words(text):
            raise forms.ValidationError(_("Write your comment in words."))
        return text
