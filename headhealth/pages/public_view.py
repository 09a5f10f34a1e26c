"""A public document of a site that is no page of its tree: a list, the page of a symptom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.core.paginator import Page

from headhealth.pages.canonical_url import canonical_url


@dataclass(frozen=True)
class PublicView:
    """What head and structured data tell of it: ``public_view`` in the context of its template."""

    title: str
    url: str
    """Its one absolute address, for each page of a list its own."""
    language: str
    description: str = ""
    listed: list[Any] = field(default_factory=list)
    """The pages that it shows, where it is a list of pages."""


def address_at(page: Any, path: str, shown: Page | None = None) -> str:
    """The absolute address of ``path`` at the host that ``page`` has its one address at.

    With ``shown``, that of this page of the list there.
    """
    url = urljoin(canonical_url(page) or "", path)
    return f"{url}?page={shown.number}" if shown and shown.number > 1 else url
