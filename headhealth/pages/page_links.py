"""Links from the texts of one page to other pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import swapper
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Locale
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from headhealth.page_cache.process_memory import remembered
from headhealth.snippets.citations import parse_key

LINK_TYPE = "page"


class PageLinks:
    """The addresses of all pages that ``texts`` link to, found with one query.

    Wagtail looks them up text by text, which is three queries for each block with a link in it.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    def expand(self, html: str) -> str:
        """Stored rich text with addresses in its links to pages; Wagtail expands the rest.

        A link to a page that was deleted is a link without an address, as it is in Wagtail.
        """
        return FIND_A_TAG.sub(self._expand_tag, html) if _has_page_link(html) else html

    def _expand_tag(self, tag: re.Match[str]) -> str:
        attributes = extract_attrs(tag[1])
        if not _is_page_link(attributes):
            return tag[0]
        key = parse_key(attributes.get("id"))
        if key is not None and key not in self._addresses:
            # In a text that was not among those of the page.
            return tag[0]
        address = self._addresses[key] if key else None
        return f'<a href="{escape(address)}">' if address else "<a>"

    @cached_property
    def _addresses(self) -> dict[int, str | None]:
        """By key: None for a page that was deleted or has no address."""
        tags = (tag for text in self._texts if _has_page_link(text) for tag in _tags(text))
        keys = {parse_key(attributes.get("id")) for attributes in tags if _is_page_link(attributes)}
        addresses = remembered(("addresses", get_language()), dict)
        missing = {key: None for key in keys if key and key not in addresses}
        if missing:
            page_model = swapper.load_model("wagtailcore", "Page")
            pages = page_model.objects.filter(pk__in=missing).specific(defer=True)
            addresses.update({**missing, **_addresses_of(pages)})
        return {key: addresses[key] for key in keys if key}


def _addresses_of(pages: Iterable[Any]) -> dict[int, str | None]:
    """By key of the page that is linked to: its address, in the reader's language where it is."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return {page.pk: page.url for page in pages}
    locale_id = Locale.get_active().pk
    return {
        page.pk: (page if page.locale_id == locale_id else page.localized).url for page in pages
    }


def _tags(html: str) -> Iterable[dict[str, str]]:
    return (extract_attrs(attributes) for attributes in FIND_A_TAG.findall(html))


def _has_page_link(html: str) -> bool:
    # Most rich text has none, and looking for a word is much faster than matching tags.
    return f'linktype="{LINK_TYPE}"' in html


def _is_page_link(attributes: Mapping[str, str]) -> bool:
    return attributes.get("linktype") == LINK_TYPE
