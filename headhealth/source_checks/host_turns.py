"""One request at a time to a host, a pause after it, and none where a host wants its rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class HostRestsError(Exception):
    """The host has asked to be left alone for a while."""


class StoppedError(Exception):
    """The run is over; no further request is made."""


class _Turn:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.next_at = 0.0


class HostTurns:
    """What the threads of one run keep to. Redirects lead several of them to one host."""

    def __init__(self, *, pause: float, resting: Iterable[str] = ()) -> None:
        self._pause = pause
        self._resting = set(resting)
        self._guard = threading.Lock()
        self._turns: dict[str, _Turn] = {}
        self._stopped = threading.Event()

    @contextmanager
    def take(self, host: str) -> Iterator[None]:
        """Wait for the turn to ask ``host``; the block makes one request."""
        with self._guard:
            turn = self._turns.setdefault(host, _Turn())
        with turn.lock:
            self._check(host)
            self._stopped.wait(max(0.0, turn.next_at - time.monotonic()))
            self._check(host)
            try:
                yield
            finally:
                turn.next_at = time.monotonic() + self._pause

    def let_rest(self, host: str) -> None:
        """Ask ``host`` nothing more in this run."""
        self._resting.add(host)

    def stop(self) -> None:
        """Let nobody begin another request."""
        self._stopped.set()

    def _check(self, host: str) -> None:
        if self._stopped.is_set():
            raise StoppedError
        if host in self._resting:
            raise HostRestsError(host)
