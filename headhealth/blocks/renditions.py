"""The files that browsers choose from for one image of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.shortcuts import get_renditions_or_not_found

WIDTHS = (320, 640, 960, 1344)
"""Pixels: small phones to twice the measure of the text, for screens of high density."""

SIZES = "(min-width: 44em) 40rem, calc(100vw - 2rem)"
"""How wide the text is, which images fill: the measures of headhealth.css."""


def load_renditions(body: Iterable[Any]) -> None:
    """Load those of all image blocks in ``body`` with one query, or none where there are none."""
    images = [
        block.value["image"]
        for block in body
        if block.block_type == "image" and block.value.get("image") is not None
    ]
    if images:
        specs = [spec for image in images for spec in _specs(image)]
        renditions = type(images[0]).get_rendition_model().objects.filter(filter_spec__in=specs)
        prefetch_related_objects(
            images, Prefetch("renditions", renditions, to_attr="prefetched_renditions")
        )


def renditions_of(image: Any) -> list[Any]:
    """The renditions of ``image``, the narrowest first; those that are missing are made."""
    return list(get_renditions_or_not_found(image, _specs(image)).values())


def _specs(image: Any) -> list[str]:
    """No two of the same width, and none wider than the image."""
    if image.is_svg():
        return ["original"]
    narrower = [width for width in WIDTHS if width < image.width]
    full = next((width for width in WIDTHS if width >= image.width), None)
    return [f"width-{width}|format-webp" for width in [*narrower, full] if width]
