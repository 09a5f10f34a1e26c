"""The form of a guest reader: a comment for each section, and the opinion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from headhealth.guest_reading.answer import Answer
from headhealth.guest_reading.guest_text import GuestSection
from headhealth.guest_reading.opinion import Verdict
from headhealth.rules.characters import without_invisible

COMMENT_LENGTH = 5_000
REMARKS_LENGTH = 20_000
"""Characters: two printed pages, and eight."""

_COMMENT = "comment-"
_OTHER = _("Saved in the other window: “%(text)s”")
_OTHER_EMPTY = _("Left empty in the other window.")
_TEXTS = ("conflict_statement", "remarks")


class LongTextField(forms.CharField):
    """Too much of it is refused and not cut off, so that nothing is lost."""

    def __init__(self, *, limit: int, rows: int = 4, **kwargs: Any) -> None:
        message = _("Use at most %(limit_value)d characters. This is %(show_value)d.")
        super().__init__(
            required=False,
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            validators=[MaxLengthValidator(limit, message)],
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return without_invisible(super().to_python(value) or "").strip()


class GuestForm(forms.Form):
    """As a draft, anything may be missing; ``require_opinion`` asks for what an opinion needs."""

    verdict = forms.ChoiceField(
        label=_("What do you think of the text as a whole?"),
        choices=Verdict,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers.")},
    )
    conflict_statement = LongTextField(
        label=_("Your interests"),
        limit=COMMENT_LENGTH,
        rows=3,
        help_text=_(
            "Anything that could be seen as influencing your opinion, for example payments by a "
            "manufacturer. If there is nothing, write “None”."
        ),
    )
    remarks = LongTextField(
        label=_("Remarks on the whole text"),
        limit=REMARKS_LENGTH,
        rows=6,
        help_text=_("What is wrong, missing or out of date? A source helps."),
    )

    def __init__(self, *args: Any, sections: Iterable[GuestSection], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="hh-%s", **kwargs)
        self.sections = list(sections)
        for section in self.sections:
            self.fields[_COMMENT + section.key] = LongTextField(
                label=_("Your comment on “%(heading)s”") % {"heading": section.heading},
                limit=COMMENT_LENGTH,
            )

    @staticmethod
    def initial_for(answer: Answer) -> dict[str, Any]:
        comments = {_COMMENT + key: text for key, text in answer.comments.items()}
        return {
            "verdict": answer.verdict,
            "conflict_statement": answer.conflict_statement,
            "remarks": answer.remarks,
            **comments,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.homeless_texts:
            self.add_error(
                None,
                _("A comment belongs to no section of this text. It is shown below: copy it."),
            )
        return cleaned

    @property
    def homeless_texts(self) -> list[str]:
        """What was sent for sections that there are not."""
        return [
            text
            for name, text in self.data.items()
            if name.startswith(_COMMENT) and name not in self.fields and text.strip()
        ]

    def require_opinion(self) -> bool:
        """Add errors for what an opinion needs; whether there is all of it."""
        cleaned = self.cleaned_data
        if not cleaned.get("verdict") and not self.has_error("verdict"):
            self.add_error("verdict", _("Choose one of the answers."))
        if not cleaned.get("conflict_statement") and not self.has_error("conflict_statement"):
            self.add_error("conflict_statement", _("State your interests, or write “None”."))
        return not self.errors

    def show_other(self, answer: Answer) -> None:
        """Say of each text what another window has saved in its place."""
        saved = self.initial_for(answer)
        for name in self.fields:
            here, there = self.cleaned_data.get(name) or "", saved.get(name) or ""
            if here != there:
                shown = dict(Verdict.choices).get(there, there)
                self.add_error(name, _OTHER % {"text": shown} if there else _OTHER_EMPTY)
        self.add_error(
            None,
            _(
                "You have saved something else in another window since you opened this one. The "
                "boxes have what you wrote here. Put both together, and save again."
            ),
        )

    def answer(self) -> Answer:
        """What a valid form holds."""
        data = self.cleaned_data
        comments = {section.key: data[_COMMENT + section.key] for section in self.sections}
        return Answer(
            verdict=data["verdict"],
            conflict_statement=data["conflict_statement"],
            remarks=data["remarks"],
            comments={key: text for key, text in comments.items() if text},
        )

    def comment_field(self, section: GuestSection) -> forms.BoundField:
        return self[_COMMENT + section.key]

    @property
    def commented_sections(self) -> list[tuple[GuestSection, forms.BoundField]]:
        """Each section with the field for its comment."""
        return [(section, self.comment_field(section)) for section in self.sections]

    @property
    def opinion_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("verdict", *_TEXTS)]


def texts_in(data: Any) -> list[str]:
    """Every text that somebody sent, for them to copy where it cannot be kept."""
    names = [name for name in data if name.startswith(_COMMENT) or name in _TEXTS]
    return [text for name in names if (text := data[name].strip())]
