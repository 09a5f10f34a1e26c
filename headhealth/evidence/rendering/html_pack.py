"""A pack as one page of HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from headhealth.evidence.pack import EvidencePack

CONTENT_TYPE = "text/html; charset=utf-8"

_STYLE_FILE = Path(__file__).parents[2] / "static/headhealth/css/evidence.css"


def html_pack(pack: EvidencePack) -> str:
    """A file: its style stands in it, as no other file comes with it."""
    return _render(pack, embedded_style=style_sheet())


def served_pack(pack: EvidencePack, **context: Any) -> str:
    """A page of the site: it links its style sheet, so that the strictest policy lets it show."""
    return _render(pack, **context)


def style_sheet() -> SafeString:
    """The app's style sheet for evidence, as it is to stand in a page."""
    return mark_safe(_STYLE_FILE.read_text())


def site_time() -> Any:
    """While it lasts, times are shown as the site's: in the admin they would be the user's own."""
    return timezone.override(timezone.get_default_timezone())


def _render(pack: EvidencePack, **context: Any) -> str:
    with site_time():
        return render_to_string("headhealth/evidence/pack.html", {"pack": pack, **context})
