"""The forms in which guest readers are invited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from headhealth.guest_reading.invitation import MESSAGE_LENGTH, NAME_LENGTH, GuestInvitation
from headhealth.rules.characters import one_line, without_invisible

DAYS = [(7, _("7 days")), (14, _("14 days")), (30, _("30 days"))]
USUAL_DAYS = 14


class OneLineField(forms.CharField):
    """Text without line breaks, or characters that show as nothing."""

    def to_python(self, value: Any) -> str:
        return one_line(without_invisible(super().to_python(value) or ""))


class MessageField(forms.CharField):
    """Text as it can be shown and stored."""

    def to_python(self, value: Any) -> str:
        return without_invisible(super().to_python(value) or "").strip()


class DaysField(forms.TypedChoiceField):
    """For how many days a link works."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("The link works for"),
            choices=DAYS,
            coerce=int,
            initial=USUAL_DAYS,
            widget=forms.RadioSelect,
            **kwargs,
        )


class RenewLinkForm(forms.Form):
    """How long another link works."""

    days = DaysField()


class InviteGuestForm(forms.Form):
    """Whom to ask, what, and for how long."""

    guest_name = OneLineField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("The opinion is kept under this name."),
    )
    guest_credentials = OneLineField(
        label=_("Qualification and place of work"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=GuestInvitation._meta.get_field("guest_credentials").help_text,
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=GuestInvitation._meta.get_field("email").help_text,
    )
    message = MessageField(
        label=_("Message"),
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=GuestInvitation._meta.get_field("message").help_text,
    )
    days = DaysField()
