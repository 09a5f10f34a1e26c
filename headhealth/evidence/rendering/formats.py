"""The files that a pack can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from headhealth.evidence.pack import EvidencePack
from headhealth.evidence.rendering import html_pack, json_pack, pdf_pack


class Format(NamedTuple):
    """``write`` may raise ``PDFUnavailable``."""

    extension: str
    label: Any
    content_type: str
    write: Callable[[EvidencePack], bytes]


def _html(pack: EvidencePack) -> bytes:
    return html_pack.html_pack(pack).encode()


def _json(pack: EvidencePack) -> bytes:
    return json_pack.json_pack(pack).encode()


FORMATS = {
    each.extension: each
    for each in (
        Format("html", _("HTML"), html_pack.CONTENT_TYPE, _html),
        Format("json", _("JSON"), json_pack.CONTENT_TYPE, _json),
        Format("pdf", _("PDF"), pdf_pack.CONTENT_TYPE, pdf_pack.pdf_pack),
    )
}
"""By file name extension."""
