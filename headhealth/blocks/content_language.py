"""The language of content, and of the content that is being checked.

Some rules are about English words: a heading that ends in “if:”, items that begin with “do not”. A
block does not know which page it is on, so whoever checks a page says its language here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from headhealth.rules.findings import Finding

ENGLISH_WORDING = frozenset({"care_card_heading", "dont_item_wording", "callout_seeks_care"})
"""Codes of the findings that say nothing about content in another language."""

_language: ContextVar[str] = ContextVar("headhealth_content_language", default="en")


@contextmanager
def content_language_of(obj: Any) -> Iterator[None]:
    """Check what follows in the language of ``obj``, which has a locale; in English without one."""
    locale = getattr(obj, "locale", None) if getattr(obj, "locale_id", None) else None
    token = _language.set(locale.language_code if locale else "en")
    try:
        yield
    finally:
        _language.reset(token)


def language_code_of(obj: Any) -> str:
    """The code of the language that ``obj``, a page or snippet, is written in.

    A site in one language needs no query for it. Without an object, the language of the address.
    """
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return settings.LANGUAGE_CODE
    if getattr(obj, "locale_id", None):
        return obj.locale.language_code
    return get_language() or settings.LANGUAGE_CODE


def applies(finding: Finding) -> bool:
    """Whether ``finding`` means anything in the language of the content."""
    return finding.code not in ENGLISH_WORDING or _language.get().split("-")[0] == "en"
