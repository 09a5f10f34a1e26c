"""The set sentences about a late review that readers see, in the language of the page.

No free text: it would be shown beside approved content, and no medical reviewer reads it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class OverdueNotice(models.TextChoices):
    """The sentence under the title of a page whose review is overdue."""

    OVERDUE = "overdue", _("Next review overdue")
    MAY_BE_OUTDATED = "may-be-outdated", _("Next review overdue: it may be out of date")
    ASK_PROFESSIONAL = (
        "ask-professional",
        _("Next review overdue: check with a health professional"),
    )


class TakedownNotice(models.TextChoices):
    """The sentence at the address of a page that was taken down because its review was overdue."""

    MAY_BE_OUTDATED = (
        "may-be-outdated",
        _(
            "Its medical review is late, so it may be out of date. It comes back when a medical "
            "reviewer has checked it."
        ),
    )
    BEING_CHECKED = (
        "being-checked",
        _("We are checking it. It comes back when a medical reviewer has approved it."),
    )
    NOT_SHOWN_UNREVIEWED = (
        "not-shown-unreviewed",
        _("We do not show health information whose medical review is overdue."),
    )


URGENT_TAKEDOWN = _(
    "It had been changed urgently, and no medical reviewer has checked the change in time. It "
    "comes back when one has."
)
"""The sentence for urgent changes that were not reviewed in time, whatever the policy chose."""


def set_sentence(sentences: type[models.TextChoices], name: str, default: Any) -> str:
    """The sentence ``name`` in the active language; the default for what a script wrote."""
    return str(sentences(name if name in sentences.values else default).label)
