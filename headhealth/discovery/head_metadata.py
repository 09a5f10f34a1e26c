"""What the head of a page tells machines: its one address, its translations, how to share it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import swapper
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import to_locale
from wagtail.images.models import AbstractImage
from wagtail.models import AbstractPage, Site

from headhealth.blocks.content_language import language_code_of
from headhealth.blocks.renditions import shared_rendition
from headhealth.pages.canonical_url import canonical_url
from headhealth.pages.public_pages import without_private
from headhealth.pages.public_view import PublicView
from headhealth.review.reviewed_object import reviewed_model_of


@dataclass(frozen=True)
class Alternate:
    """The same page in a language, itself included."""

    language: str
    url: str


@dataclass(frozen=True)
class SharedImage:
    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class HeadMetadata:
    """Of one public page, as it is live."""

    canonical: str
    """The one absolute address, whatever site, alias or query string it was asked for at."""
    title: str
    description: str
    is_article: bool
    locale: str
    """As in ``en_GB``; "" where the language is of no country."""
    modified_at: datetime | None
    site_name: str
    image: SharedImage | None
    alternates: list[Alternate]


def head_metadata(page: Any, request: HttpRequest | None, context: Any) -> HeadMetadata | None:
    """The metadata of ``page``; None where there is no page, or no address to give for it.

    ``context`` may name in ``canonical_query`` the query string by which a part of the page has an
    address of its own. No query but for an alias (its source), an image whose renditions are not
    loaded, and, on sites in several languages, the translations.
    """
    if not isinstance(page, AbstractPage) or not page.path:
        return None
    url = canonical_url(page)
    if not url:
        return None
    query = context.get("canonical_query")
    locale = to_locale(language_code_of(page))
    site = Site.find_for_request(request)
    return HeadMetadata(
        canonical=f"{url}?{query}" if query else url,
        title=page.seo_title or page.title,
        description=page.search_description or getattr(page, "summary", ""),
        is_article=reviewed_model_of(page) is not None,
        locale=locale if "_" in locale else "",
        modified_at=page.last_published_at,
        site_name=site.site_name if site else "",
        image=_shared_image(page, url),
        alternates=[] if query else _alternates(page),
    )


def view_metadata(view: PublicView, request: HttpRequest | None) -> HeadMetadata:
    """The metadata of what is no page. No query."""
    locale = to_locale(view.language)
    site = Site.find_for_request(request)
    return HeadMetadata(
        canonical=view.url,
        title=view.title,
        description=view.description,
        is_article=False,
        locale=locale if "_" in locale else "",
        modified_at=None,
        site_name=site.site_name if site else "",
        image=None,
        alternates=[],
    )


def _shared_image(page: Any, url: str) -> SharedImage | None:
    """The first image of the body."""
    for block in getattr(page, "body", None) or ():
        image = block.value.get("image") if isinstance(block.value, Mapping) else None
        if isinstance(image, AbstractImage):
            rendition = shared_rendition(image)
            if rendition is None:
                return None
            alt = getattr(image, "contextual_alt_text", None) or ""
            return SharedImage(urljoin(url, rendition.url), rendition.width, rendition.height, alt)
    return None


def _alternates(page: Any) -> list[Alternate]:
    """The public translations with the page itself; none where it has none.

    Aliases are left out: they show a page of another language until it is translated.
    """
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False) or not _has_languages(page):
        return []
    model = swapper.load_model("wagtailcore", "Page")
    translations = model.objects.live().filter(
        translation_key=page.translation_key, alias_of__isnull=True
    )
    public = without_private(translations).select_related("locale").order_by("locale__pk")
    found = [
        Alternate(translation.locale.language_code, translation.full_url)
        for translation in public
        if translation.full_url
    ]
    return found if len(found) > 1 else []


def _has_languages(page: Any) -> bool:
    """Whether the site has any tree in another language than that of ``page``. No query."""
    roots = Site.get_site_root_paths()
    own = [root for root in roots if page.url_path.startswith(root.root_path)]
    sites = {root.site_id for root in own}
    languages = {root.language_code for root in roots if root.site_id in sites}
    return len(languages) > 1
