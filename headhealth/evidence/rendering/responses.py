"""Packs as downloads."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, StreamingHttpResponse

from headhealth.evidence.chosen_objects import ObjectKey, load_objects
from headhealth.evidence.ledger_state import LedgerState
from headhealth.evidence.pack import EvidencePack, make_packs
from headhealth.evidence.rendering.formats import Format
from headhealth.evidence.rendering.pack_set import zip_chunks


def download(pack: EvidencePack, format: Format) -> HttpResponse:
    """Raises ``PDFUnavailable``."""
    name = f"evidence-{pack.name}.{format.extension}"
    return HttpResponse(
        format.write(pack),
        content_type=format.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def zip_download(
    keys: Sequence[ObjectKey], format: Format, name: str = "", ledger: LedgerState | None = None
) -> StreamingHttpResponse:
    """Sent while it is made, so that nobody waits for the last pack to get the first."""
    file = f"evidence-{name or format.extension}.zip"
    return StreamingHttpResponse(
        zip_chunks(make_packs(load_objects(keys), ledger), format),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
