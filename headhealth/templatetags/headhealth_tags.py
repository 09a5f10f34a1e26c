"""Template tags of the app: ``{% load headhealth_tags %}``."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Site
from wagtail.rich_text import RichText

from headhealth.blocks.content_language import language_code_of
from headhealth.conf import app_settings
from headhealth.discovery.head_metadata import HeadMetadata, head_metadata, view_metadata
from headhealth.pages.a_to_z_page import a_to_z_types
from headhealth.pages.public_pages import public_pages
from headhealth.snippets.citation_numbers import CitationNumbers
from headhealth.structured_data.registry import describe
from headhealth.structured_data.script import script_text
from headhealth.symptom_finder.picker import PARAMETER, pick_symptoms, picked_keys

register = template.Library()


@register.simple_tag(takes_context=True)
def cited(context: Context, value: RichText | str | None) -> str:
    """Render rich text with its citations as numbers into the references of ``page``.

    Without a page, or for a source that was deleted, a citation is left out.
    """
    html = value.source if isinstance(value, RichText) else value
    if not isinstance(html, str) or not html:
        return ""
    links = getattr(context.get("page"), "page_links", None)
    return _citation_numbers(context).render(links.expand(html) if links else html)


@register.simple_tag(takes_context=True)
def citation_anchors(context: Context, reference: Any) -> list[str]:
    """Return the ids of the places that cite a reference, for links back from the list.

    Belongs after the text of the page: it knows of what ``cited`` rendered before it.
    """
    return _citation_numbers(context).anchors(reference)


class ContentLanguage(NamedTuple):
    """What ``lang`` and ``dir`` of an element say."""

    code: str
    direction: str


@register.inclusion_tag("headhealth/symptom_finder/picker.html", takes_context=True)
def symptom_picker(context: Context) -> dict[str, Any]:
    """Render the picker over the symptoms of ``page``, a symptom list."""
    page, request = context["page"], context.get("request")
    picked = picked_keys(request.GET.getlist(PARAMETER)) if request else set()
    return {
        "page": page,
        "request": request,
        "parameter": PARAMETER,
        "picker": pick_symptoms(page, picked, context.flatten()),
    }


@register.simple_tag(takes_context=True)
def structured_data(context: Context, obj: Any) -> str:
    """Render what ``obj``, which this template shows, is in the terms of schema.org.

    Nothing for what is not known to ``DESCRIPTIONS``, and nothing in a preview, which is no page.
    """
    if getattr(context.get("request"), "is_preview", False):
        return ""
    node = describe(obj, context.flatten())
    if node is None:
        return ""
    return format_html('<script type="application/ld+json">{}</script>', script_text(node))


@register.simple_tag
def content_language(obj: Any) -> ContentLanguage:
    """Return the language that ``obj`` is written in, which is not the reader's choice.

    Without an object, that of the words around: the address says which.
    """
    is_multilingual = getattr(settings, "WAGTAIL_I18N_ENABLED", False)
    code = language_code_of(obj) if obj or not is_multilingual else get_language()
    is_right_to_left = code.split("-")[0] in settings.LANGUAGES_BIDI
    return ContentLanguage(code, "rtl" if is_right_to_left else "ltr")


@register.simple_tag(takes_context=True)
def a_to_z_pages(context: Context) -> list[Any]:
    """Return the public A to Z pages of the site, as base pages, in the order editors gave them."""
    site = Site.find_for_request(context.get("request"))
    return list(public_pages(site).filter(content_type__in=a_to_z_types()).order_by("path"))


@register.simple_tag(takes_context=True, name="head_metadata")
def page_head_metadata(context: Context) -> HeadMetadata | None:
    """Return what the head tells machines about ``public_view``, else ``page``; None without."""
    view, request = context.get("public_view"), context.get("request")
    if view:
        return view_metadata(view, request)
    return head_metadata(context.get("page"), request, context)


@register.simple_tag
def emergency_contact() -> str:
    """Return whom to call in an emergency: the site's number as a link, else the services.

    Goes on after "call", whichever it is.
    """
    number = app_settings.EMERGENCY_NUMBER
    if not number:
        return _("the emergency services")
    return format_html('<a href="tel:{}">{}</a>', "".join(number.split()), number)


@register.filter
def has_session(request: Any) -> bool:
    """Whether the request brings a session, as those do who are logged in.

    To ask for the user would open the session of every reader, and no page could be kept.
    """
    return settings.SESSION_COOKIE_NAME in getattr(request, "COOKIES", {})


@register.filter
def long_date(day: date) -> str:
    """Return a day with its month in words, for example “3 November 2026”."""
    return date_format(day, pgettext("date format", "j F Y"))


@register.filter
def closing_stop(text: str) -> str:
    """Return the full stop that ``text`` needs, or nothing where a sign ends the sentence."""
    return "" if text.rstrip().endswith((".", "?", "!", "…")) else "."


def _citation_numbers(context: Context) -> CitationNumbers:
    """Return the numbering of the page being rendered: one for all its fields and blocks.

    It is kept on the request, because blocks are rendered with a context of their own, and per
    page, because a request may render several. Without a request, the page object keeps it.
    """
    page = context.get("page")
    holder = context.get("request") or page
    if not hasattr(holder, "__dict__"):
        # No page: a template may use the name for something else.
        return CitationNumbers(())
    numberings = vars(holder).setdefault("_headhealth_citation_numbers", {})
    # The page is kept beside its numbering so that its id() is not given to another object.
    if id(page) not in numberings:
        references = getattr(page, "references", None) or ()
        numberings[id(page)] = (page, CitationNumbers(references))
    return numberings[id(page)][1]
