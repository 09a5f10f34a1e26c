"""An anchor in a private storage, an object for each end of the ledger: none is ever replaced."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError, storages

from headhealth.job_lease import LASTS, RunLease
from headhealth.review.anchoring.anchor_line import LONGEST
from headhealth.review.anchoring.anchor_place import (
    AnchorPlace,
    AnchorUnusableError,
    HeldAnchor,
    refuse_public,
)

FOLDER = "headhealth-ledger-anchor"
JOB = "ledger_anchor"
PUBLIC = ("default", "staticfiles")
"""Aliases whose files readers load."""
_NAME = re.compile(r"(\d{8})\.json")
_PAUSE = 0.5
"""Seconds between two looks for the end of another audit."""


class AnchorStorage(AnchorPlace):
    """``alias`` is one of the site's ``STORAGES``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self.name = f"storage:{alias}"

    def prepare(self) -> None:
        if self._alias in PUBLIC:
            raise AnchorUnusableError(f"The storage '{self._alias}' is for files that readers see.")
        storage = self._storage()
        try:
            path = storage.path(FOLDER)
        except NotImplementedError:  # It is not on this machine.
            pass
        else:
            refuse_public(Path(path))
        _HeldStorage(storage).numbers()

    @contextmanager
    def held(self) -> Iterator[HeldAnchor]:
        lease = RunLease(JOB)
        give_up_at = time.monotonic() + LASTS.total_seconds()
        while not lease.take():
            if time.monotonic() > give_up_at:
                raise AnchorUnusableError("Another audit has held it for minutes.")
            time.sleep(_PAUSE)
        try:
            yield _HeldStorage(self._storage())
        finally:
            lease.give_back()

    def _storage(self) -> Any:
        try:
            return storages[self._alias]
        except InvalidStorageError as error:
            raise AnchorUnusableError(f"{error}") from error


class _HeldStorage(HeldAnchor):
    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def numbers(self) -> list[int]:
        """Numbers of the stored objects of the anchor. Other files in the folder are ignored."""
        try:
            _folders, names = self._storage.listdir(FOLDER)
        except FileNotFoundError:
            return []
        except Exception as error:  # Whatever the storage of the site raises.
            raise AnchorUnusableError(f"It cannot be listed: {error!r}") from error
        return sorted(int(found[1]) for name in names if (found := _NAME.fullmatch(name)))

    def raw_lines(self) -> Iterator[bytes]:
        for number in self.numbers():
            try:
                with self._storage.open(_name(number)) as stored:
                    yield stored.read(LONGEST)
            except Exception as error:  # As above.
                raise AnchorUnusableError(f"{_name(number)}: {error!r}") from error

    def append(self, raw: bytes) -> None:
        wanted = _name(max(self.numbers(), default=0) + 1)
        try:
            saved = self._storage.save(wanted, ContentFile(raw))
        except Exception as error:  # As above.
            raise AnchorUnusableError(f"{wanted}: {error!r}") from error
        if saved != wanted:
            raise AnchorUnusableError(f"{wanted} was there already: the line is in {saved}.")


def _name(number: int) -> str:
    return f"{FOLDER}/{number:08}.json"
