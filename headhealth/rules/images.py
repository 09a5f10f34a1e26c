"""Alternative text of images."""

from __future__ import annotations

import re

from headhealth.rules.findings import Finding, error

# Image libraries name an upload after its file, and offer that name as alternative text.
_FILE_NAME = re.compile(r"^\S+\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)


def check_alternative_text(alt_text: str, is_decorative: bool) -> list[Finding]:
    """An image has words that say what it shows, or is marked decorative and has none."""
    alt_text = alt_text.strip()
    if is_decorative:
        return [error("image_alt_and_decorative", alt_text)] if alt_text else []
    if not alt_text:
        return [error("image_alt_missing")]
    if _FILE_NAME.match(alt_text):
        return [error("image_alt_is_file_name", alt_text)]
    return []
