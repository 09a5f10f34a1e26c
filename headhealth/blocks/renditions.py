"""The files of one image of a page: those that browsers choose from, and the one to share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.shortcuts import get_rendition_or_not_found, get_renditions_or_not_found

WIDTHS = (320, 640, 960, 1344)
"""Pixels: small phones to twice the measure of the text, for screens of high density."""

SIZES = "(min-width: 44em) 40rem, calc(100vw - 2rem)"
"""How wide the text is, which images fill: the measures of headhealth.css."""

SHARED = "fill-1200x630|format-jpeg"
"""What networks show beside a shared link; they do not all read newer formats."""


def load_renditions(body: Iterable[Any]) -> None:
    """Load those of all image blocks in ``body`` with one query, or none where there are none."""
    images = [
        block.value["image"]
        for block in body
        if block.block_type == "image" and block.value.get("image") is not None
    ]
    if images:
        specs = [SHARED, *(spec for image in images for spec in _specs(image))]
        renditions = type(images[0]).get_rendition_model().objects.filter(filter_spec__in=specs)
        prefetch_related_objects(
            images, Prefetch("renditions", renditions, to_attr="prefetched_renditions")
        )


def renditions_of(image: Any) -> list[Any]:
    """The renditions of ``image``, the narrowest first; those that are missing are made."""
    return list(get_renditions_or_not_found(image, _specs(image)).values())


def shared_rendition(image: Any) -> Any | None:
    """The rendition of ``image`` that goes with a shared link; None where its file is lost."""
    rendition = get_rendition_or_not_found(image, SHARED)
    return rendition if rendition.file.name != "not-found" else None


def _specs(image: Any) -> list[str]:
    """No two of the same width, and none wider than the image."""
    if image.is_svg():
        return ["original"]
    narrower = [width for width in WIDTHS if width < image.width]
    full = next((width for width in WIDTHS if width >= image.width), None)
    return [f"width-{width}|format-webp" for width in [*narrower, full] if width]
