"""``{% load headhealth_images %}``: images in the sizes that readers' screens need."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from headhealth.blocks.renditions import SIZES, renditions_of

register = template.Library()


@register.simple_tag
def responsive_image(image: Any, css_class: str) -> SafeString:
    """An ``img`` of ``image`` as WebP, loaded when it comes near the window.

    Width and height keep its place free, so that the text does not jump.
    """
    renditions = renditions_of(image)
    widest = renditions[-1]
    sources = ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)
    choice = format_html(' srcset="{}" sizes="{}"', sources, SIZES) if len(renditions) > 1 else ""
    return format_html(
        '<img class="{}" src="{}"{} width="{}" height="{}" alt="{}" loading="lazy"'
        ' decoding="async">',
        css_class,
        renditions[len(renditions) // 2].url,
        choice,
        widest.width,
        widest.height,
        widest.alt,
    )
