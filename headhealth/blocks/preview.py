"""Previews of blocks in the block chooser."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise

PREVIEW_TEMPLATE = "headhealth/blocks/preview.html"
"""Set on each block: an app must not override the template that Wagtail has for all blocks."""


def in_active_language(example: Any) -> Any:
    """``example``, made of dictionaries and lists, with its lazy translations as plain text.

    The values of blocks are what a form or the database gives, and neither knows lazy text.
    """
    if isinstance(example, Promise):
        return str(example)
    # The values of blocks are subclasses of these, and ready already.
    if type(example) is dict:
        return {key: in_active_language(value) for key, value in example.items()}
    if type(example) in (list, tuple):
        return type(example)(in_active_language(item) for item in example)
    return example
