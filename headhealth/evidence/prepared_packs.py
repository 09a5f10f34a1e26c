"""Rendered packs, kept for a few minutes: an archive is made of them.

To render ten packs takes many seconds. Who has a link has no account, so one request of theirs
renders one pack at most, and an archive is sent when all of its packs are prepared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from django.core.cache import cache
from django.utils.functional import cached_property
from django.utils.translation import get_language

from headhealth import __version__
from headhealth.evidence.chosen_objects import ObjectKey, existing_keys, load_object
from headhealth.evidence.ledger_state import recent_ledger_state
from headhealth.evidence.pack import make_pack
from headhealth.evidence.rendering.formats import Format
from headhealth.evidence.rendering.pack_set import PackFile, pack_file

KEPT_SECONDS = 15 * 60
"""Longer than ten packs take. Each says when it was made."""


class PreparedPacks:
    """The packs of ``keys`` in one format, without those of objects that were deleted."""

    def __init__(self, keys: Sequence[ObjectKey], format: Format) -> None:
        self._keys = existing_keys(keys)
        self._format = format

    @cached_property
    def missing(self) -> list[ObjectKey]:
        """Those that are not prepared, in their order."""
        found = cache.get_many([self._name(key) for key in self._keys])
        return [key for key in self._keys if self._name(key) not in found]

    @property
    def total(self) -> int:
        return len(self._keys)

    def prepare_one(self) -> None:
        """Render and keep the first of ``missing``. Raises ``PDFUnavailable``."""
        key = self.missing[0]
        if (obj := load_object(key)) is not None:
            file = pack_file(make_pack(obj, recent_ledger_state()), self._format)
            cache.set(self._name(key), file, KEPT_SECONDS)
        del self.missing[0]

    def files(self) -> Iterator[PackFile]:
        """Those that are prepared, one at a time."""
        for key in self._keys:
            if (file := cache.get(self._name(key))) is not None:
                yield file

    def _name(self, key: ObjectKey) -> str:
        parts = (__version__, get_language(), self._format.extension, *key)
        return f"headhealth.pack.{hashlib.sha256(repr(parts).encode()).hexdigest()}"
