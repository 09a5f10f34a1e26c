"""Packs as downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, StreamingHttpResponse

from headhealth.evidence.chosen_objects import ObjectKey, load_objects
from headhealth.evidence.pack import EvidencePack, make_packs
from headhealth.evidence.rendering.formats import Format
from headhealth.evidence.rendering.pack_set import PackFile, pack_file, zip_chunks


def download(pack: EvidencePack, format: Format) -> HttpResponse:
    """Raises ``PDFUnavailable``."""
    name = f"evidence-{pack.name}.{format.extension}"
    return HttpResponse(
        format.write(pack),
        content_type=format.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def zip_download(keys: Sequence[ObjectKey], format: Format) -> StreamingHttpResponse:
    """Sent while it is made, so that nobody waits for the last pack to get the first."""
    packs = make_packs(load_objects(keys))
    return zip_of((pack_file(pack, format) for pack in packs), format.extension)


def zip_of(files: Iterable[PackFile], name: str) -> StreamingHttpResponse:
    """An archive of ``files``, with ``name`` in its name."""
    return StreamingHttpResponse(
        zip_chunks(files),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="evidence-{name}.zip"'},
    )
