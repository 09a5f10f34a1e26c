"""An anchor in a file, a line for each end of the ledger."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files import locks

from headhealth.review.anchoring.anchor_line import LONGEST
from headhealth.review.anchoring.anchor_place import (
    AnchorPlace,
    AnchorUnusableError,
    HeldAnchor,
    refuse_public,
)


class AnchorFile(AnchorPlace):
    """``path`` may not exist yet; its folder must."""

    def __init__(self, path: str) -> None:
        # One name for one file, so that no other spelling of it begins without its past.
        self._path = Path(path).resolve()
        self.name = str(self._path)

    def prepare(self) -> None:
        folder = self._path.parent
        try:
            refuse_public(self._path)
            if not self._path.exists():
                if not (folder.is_dir() and os.access(folder, os.W_OK)):
                    raise AnchorUnusableError(f"{folder} is no folder that can be written to.")
            # Of what is no file, a pipe say, opening could wait for ever.
            elif not stat.S_ISREG(self._path.stat().st_mode):
                raise AnchorUnusableError(f"{self._path} is no file.")
            else:
                os.close(os.open(self._path, os.O_RDWR | os.O_APPEND))
        except OSError as error:
            raise AnchorUnusableError(f"{self._path}: {error}") from error

    @contextmanager
    def held(self) -> Iterator[HeldAnchor]:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        except OSError as error:
            raise AnchorUnusableError(f"{self._path}: {error}") from error
        try:
            # Released with the file, also where the process is killed.
            locks.lock(file, locks.LOCK_EX)
            yield _HeldFile(file, self._path.parent)
        finally:
            os.close(file)


class _HeldFile(HeldAnchor):
    def __init__(self, file: int, folder: Path) -> None:
        self._file = file
        self._folder = folder

    def raw_lines(self) -> Iterator[bytes]:
        os.lseek(self._file, 0, os.SEEK_SET)
        with os.fdopen(self._file, "rb", closefd=False) as reader:
            # No longer than a line can be: the file may be any other.
            while raw := reader.readline(LONGEST):
                yield raw

    def append(self, raw: bytes) -> None:
        size = os.fstat(self._file).st_size
        try:
            if os.write(self._file, raw) != len(raw):
                raise OSError("only a part of the line could be written")
            os.fsync(self._file)
            _fsync_folder(self._folder)
        except OSError as error:
            # Half a line would make the next audit distrust the file. One that can only be appended
            # to keeps it.
            with suppress(OSError):
                os.ftruncate(self._file, size)
            raise AnchorUnusableError(f"{error}") from error


def _fsync_folder(folder: Path) -> None:
    """A new file has a name only once its folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
