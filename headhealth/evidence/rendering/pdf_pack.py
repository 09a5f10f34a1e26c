"""A pack as PDF, where WeasyPrint is installed: ``pip install headhealth[pdf]``."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from headhealth.evidence.pack import EvidencePack
from headhealth.evidence.rendering.html_pack import html_pack

CONTENT_TYPE = "application/pdf"


class PDFUnavailable(Exception):
    """WeasyPrint, or Pango that it needs, is not installed. The message says what to do."""


def can_make_pdf() -> bool:
    """Whether WeasyPrint is installed. Whether Pango is, shows when it is loaded."""
    return find_spec("weasyprint") is not None


def pdf_pack(pack: EvidencePack) -> bytes:
    """Tagged PDF after PDF/UA-1. Nothing is fetched: all that it shows stands in the page."""
    return (
        _weasyprint()
        .HTML(string=html_pack(pack), url_fetcher=_refuse)
        .write_pdf(pdf_variant="pdf/ua-1")
    )


def _weasyprint() -> Any:
    try:
        # Loaded here: it takes a second, and sites can do without it.
        import weasyprint
    except ImportError as error:
        raise PDFUnavailable("PDF needs WeasyPrint: pip install 'headhealth[pdf]'.") from error
    except OSError as error:
        raise PDFUnavailable(
            "PDF needs Pango, which the operating system brings: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0."
        ) from error
    return weasyprint


def _refuse(url: str, *args: Any, **kwargs: Any) -> Any:
    """WeasyPrint's ``url_fetcher``: there is nothing that a pack needs from anywhere."""
    raise ValueError(f"Evidence packs load nothing, not even {url}")
