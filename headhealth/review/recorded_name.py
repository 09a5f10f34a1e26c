"""The names of people as records keep them."""

from __future__ import annotations

from typing import Any

from wagtail.admin.utils import get_user_display_name

NAME_LENGTH = 255
"""Characters of the columns for them. First and last name together may be longer."""


def recorded_name(user: Any) -> str:
    """The name of ``user``, cut to ``NAME_LENGTH``; "" for None."""
    return get_user_display_name(user)[:NAME_LENGTH]
