"""Approvals that make the ledger longer, and anchors of each kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from headhealth.review.anchoring.anchor_storage import FOLDER
from tests import factories

FILE, STORAGE = "file", "storage"
KINDS = [FILE, STORAGE]


def approve_again(page: Any) -> None:
    factories.reviewed(page, is_public=False)


class Anchor:
    """An anchor of one kind below ``folder``, and its lines as bytes."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.folder = folder / FOLDER
        self.path = folder / "ledger.anchor"

    @property
    def name(self) -> str:
        return str(self.path) if self.kind == FILE else "storage:anchor"

    @property
    def lines(self) -> list[bytes]:
        if self.kind == FILE:
            return self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []
        return [path.read_bytes() for path in sorted(self.folder.glob("*"))]

    def replace(self, lines: list[bytes]) -> None:
        """As a person who can write there does."""
        if self.kind == FILE:
            self.path.write_bytes(b"".join(lines))
            return
        self.remove()
        self.folder.mkdir()
        for number, line in enumerate(lines, start=1):
            (self.folder / f"{number:08}.json").write_bytes(line)

    def remove(self) -> None:
        for path in [self.path] if self.kind == FILE else self.folder.glob("*"):
            path.unlink()
        if self.folder.exists():
            self.folder.rmdir()
