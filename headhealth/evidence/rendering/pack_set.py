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


@dataclass(frozen=True)
class PackFile:
    """One pack as a file, and what the index says of it."""

    content: bytes
    entry: IndexEntry
    ledger_position: int
    ledger_end: str
    """Where the ledger ended when the pack was made."""


def pack_file(pack: EvidencePack, format: Format) -> PackFile:
    """The file of ``pack``. Raises ``PDFUnavailable``."""
    verdicts = [item.verdict for each in pack.standards for item in each.items]
    entry = IndexEntry(
        file=f"{pack.name}.{format.extension}",
        title=pack.evidence.subject.title,
        type_name=pack.evidence.subject.type_name,
        url=pack.evidence.subject.url,
        is_approved=pack.is_approved,
        is_verified=pack.ledger.is_sound and not pack.evidence.unverified,
        counts={each.value: verdicts.count(each.value) for each in Verdict},
    )
    return PackFile(format.write(pack), entry, pack.ledger.end_position, pack.ledger.end)


class PackSet:
    """What was written so far."""

    def __init__(self) -> None:
        self.entries: list[IndexEntry] = []
        self._ledger_position = -1
        self.ledger_end = ""
        """The end of the ledger that the newest of the packs names."""

    def add(self, file: PackFile) -> tuple[str, bytes]:
        """Name and content of ``file``, which is listed from now on."""
        if file.ledger_position > self._ledger_position:
            self._ledger_position, self.ledger_end = file.ledger_position, file.ledger_end
        self.entries.append(file.entry)
        return file.entry.file, file.content

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
    written = PackSet()
    for pack in packs:
        name, content = written.add(pack_file(pack, format))
        (folder / name).write_bytes(content)
        yield name
    for name, content in written.index_files().items():
        (folder / name).write_bytes(content)


def zip_chunks(files: Iterable[PackFile]) -> Iterator[bytes]:
    """A ZIP archive of ``files`` with their index, piece by piece as they come."""
    written = PackSet()
    # Typeshed asks for a whole file; ZipFile itself wants no more than this.
    pipe: Any = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(*written.add(file))
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
