"""Many packs: a file for each, and an index that lists them. Memory does not grow with them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from headhealth.evidence.pack import SCHEMA_VERSION, EvidencePack
from headhealth.evidence.rendering.formats import Format
from headhealth.evidence.rendering.html_pack import site_time, style_sheet
from headhealth.evidence.standards.item import Verdict

INDEX_SCHEMA = "headhealth.evidence-index"


@dataclass(frozen=True)
class IndexEntry:
    """One pack of a set. ``counts`` is how many items of all standards have each verdict."""

    file: str
    title: str
    type_name: str
    url: str
    is_approved: bool
    is_verified: bool
    counts: dict[str, int]


class PackSet:
    """What was written so far."""

    def __init__(self, format: Format) -> None:
        self._format = format
        self.entries: list[IndexEntry] = []
        self.ledger_end = ""
        """The end of the ledger that the packs name: all are made after one verification."""

    def file_of(self, pack: EvidencePack) -> tuple[str, bytes]:
        """Name and content of the file of ``pack``, which is listed from now on."""
        name = f"{pack.name}.{self._format.extension}"
        self.ledger_end = pack.ledger.end
        verdicts = [item.verdict for each in pack.standards for item in each.items]
        self.entries.append(
            IndexEntry(
                file=name,
                title=pack.evidence.subject.title,
                type_name=pack.evidence.subject.type_name,
                url=pack.evidence.subject.url,
                is_approved=pack.is_approved,
                is_verified=pack.ledger.is_sound and not pack.evidence.unverified,
                counts={each.value: verdicts.count(each.value) for each in Verdict},
            )
        )
        return name, self._format.write(pack)

    def index_files(self) -> dict[str, bytes]:
        """The index, for people and for machines."""
        made_at = timezone.now()
        data = {
            "schema": INDEX_SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "made_at": made_at,
            "ledger_end": self.ledger_end,
            "packs": [asdict(entry) for entry in self.entries],
        }
        with site_time():
            html = render_to_string(
                "headhealth/evidence/index.html",
                {
                    "entries": self.entries,
                    "made_at": made_at,
                    "ledger_end": self.ledger_end,
                    "embedded_style": style_sheet(),
                },
            )
        return {
            "index.html": html.encode(),
            "index.json": json.dumps(
                data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
            ).encode(),
        }


def write_folder(packs: Iterable[EvidencePack], format: Format, folder: Path) -> Iterator[str]:
    """Write a file for each pack into ``folder``, then the index. Yields their names."""
    written = PackSet(format)
    for pack in packs:
        name, content = written.file_of(pack)
        (folder / name).write_bytes(content)
        yield name
    for name, content in written.index_files().items():
        (folder / name).write_bytes(content)


def zip_chunks(packs: Iterable[EvidencePack], format: Format) -> Iterator[bytes]:
    """The same as a ZIP archive, piece by piece as it is made."""
    written = PackSet(format)
    # Typeshed asks for a whole file; ZipFile itself wants no more than this.
    pipe: Any = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for pack in packs:
            archive.writestr(*written.file_of(pack))
            yield pipe.taken()
        for name, content in written.index_files().items():
            archive.writestr(name, content)
    yield pipe.taken()


class _Pipe:
    """A file that can only be written to, for ``ZipFile``; what was written is taken away."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing to wait for."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
