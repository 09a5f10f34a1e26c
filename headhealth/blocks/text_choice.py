"""A choice between texts."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import ChoiceBlock


class TextChoiceBlock(ChoiceBlock):
    """A choice block whose keys are texts: what is stored is the key already.

    Wagtail's own looks through all choices, translating each label, for every value it reads.
    """

    def normalize_choice(self, value: Any) -> Any:
        return value
