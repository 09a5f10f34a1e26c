"""Places outside the database that an anchor can be in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings


class AnchorUnusableError(Exception):
    """A place that cannot be read or written. The message says why."""


class HeldAnchor(ABC):
    """An anchor that no other audit writes to meanwhile."""

    @abstractmethod
    def raw_lines(self) -> Iterator[bytes]:
        """Its lines with their line ends, oldest first; none where it does not exist."""

    @abstractmethod
    def append(self, raw: bytes) -> None:
        """Add a line for good. Raises ``AnchorUnusableError`` where it was not added."""


class AnchorPlace(ABC):
    """``name`` is how the site calls it: one name for one place."""

    name: str

    @abstractmethod
    def prepare(self) -> None:
        """Raise ``AnchorUnusableError`` where an audit could not read it or write to it."""

    @abstractmethod
    def held(self) -> AbstractContextManager[HeldAnchor]:
        """Wait for other audits, then keep them waiting."""


def refuse_public(path: Path) -> None:
    """Raise ``AnchorUnusableError`` for what readers can load and uploads can replace."""
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        if (root := getattr(settings, name, "")) and path.resolve().is_relative_to(
            Path(root).resolve()
        ):
            raise AnchorUnusableError(
                f"{path} is inside {name}, which the web server shows to everybody."
            )
