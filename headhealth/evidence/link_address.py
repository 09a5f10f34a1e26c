"""Where an evidence link is opened."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from headhealth.blocks.content_language import language_code_of
from headhealth.evidence.publisher_statements import site_of


def has_addresses() -> bool:
    """Whether the site includes the app's public addresses."""
    try:
        reverse("headhealth:evidence_index", args=["token"])
    except NoReverseMatch:
        return False
    return True


def link_address(token: str, obj: Any) -> str:
    """The absolute address, on the site of ``obj`` and in its language."""
    with override(language_code_of(obj)):
        path = reverse("headhealth:evidence_index", args=[token])
    site = site_of(obj)
    return f"{site.root_url if site else ''}{path}"
