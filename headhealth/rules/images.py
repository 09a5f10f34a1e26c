"""Alternative text of images."""

from __future__ import annotations

import re

from headhealth.rules.findings import Finding, error

# Image libraries name an upload after its file, and offer that name, often without its ending, as
# alternative text.
_ENDING = re.compile(r"^\S+\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_CHECKSUM = re.compile(r"(?=.*\d)[0-9a-f]{8,}(?:-[0-9a-f]+)*", re.IGNORECASE)
_NAMING_WORDS = frozenset(
    "at copy dji download dsc dscf dscn edited file final gopr image img mvi of photo pic pict "
    "picture pxl scan screen screenshot shot unnamed untitled wa whatsapp".split()
)
"""What cameras, phones and browsers call files, beside numbers."""


def check_alternative_text(alt_text: str, is_decorative: bool) -> list[Finding]:
    """An image has words that say what it shows, or is marked decorative and has none."""
    alt_text = alt_text.strip()
    if is_decorative:
        return [error("image_alt_and_decorative", alt_text)] if alt_text else []
    if not alt_text:
        return [error("image_alt_missing")]
    if _is_file_name(alt_text):
        return [error("image_alt_is_file_name", alt_text)]
    return []


def _is_file_name(text: str) -> bool:
    if len(text.split()) == 1 and ("_" in text or _ENDING.match(text) or _CHECKSUM.fullmatch(text)):
        return True
    parts = [part for part in _PARTS.findall(text.lower()) if not part.isdigit()]
    # Numbers alone may be what the image shows: one to call, a blood pressure, a year.
    return bool(parts) and all(part in _NAMING_WORDS for part in parts)
