"""Template tags of the pages of guest readers: ``{% load headhealth_guest_reading %}``."""

from __future__ import annotations

import re
from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

register = template.Library()

# Not to a place on the page, nor to a telephone.
_LINK_AWAY = re.compile(r'<a (?=[^<>]*\bhref="(?!#|tel:))')


@register.filter(is_safe=True)
def open_elsewhere(html: str) -> SafeString:
    """Let links that lead away from ``html``, the output of a template, open a new window.

    So that nobody leaves what they are writing.
    """
    marked = _LINK_AWAY.sub('<a target="_blank" rel="noopener noreferrer" ', html)
    return mark_safe(marked)


@register.filter(expects_localtime=True)
def local_day(moment: datetime) -> str:
    """Return the day of ``moment`` in the site's time zone, with its month in words."""
    return date_format(moment, pgettext("date format", "j F Y"))
