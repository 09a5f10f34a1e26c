"""Measures one action: its queries, what it returns, and what it costs."""

from __future__ import annotations

import gzip
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

COUNTED_BY_CALLGRIND = "BENCH_CALLGRIND"
"""The environment variable that says so."""
WARM_UP = 2
MOST_REPEATS, LEAST_REPEATS, ENOUGH_SECONDS = 15, 3, 3.0


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Action:
    """``run`` is measured and returns what a reader gets; ``before`` makes it ready each time."""

    run: Callable[[], bytes]
    before: Callable[[], None] = _nothing


def measure(action: Action) -> dict[str, Any]:
    """The figures of a warm process. Under callgrind, which is slow, nothing is timed."""
    for _ in range(WARM_UP):
        action.before()
        action.run()
    queries, body = _counted(action)
    figures = {"queries": queries, "bytes": len(body), "gzip": len(gzip.compress(body, 6))}
    if os.environ.get(COUNTED_BY_CALLGRIND):
        _mark(action)
        return figures
    return {**figures, **_timed(action)}


def _counted(action: Action) -> tuple[int, bytes]:
    """How many queries the action sends, and what it returns."""
    statements = 0

    def note(execute: Any, *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    action.before()
    with connection.execute_wrapper(note):
        body = action.run()
    return statements, body


def _timed(action: Action) -> dict[str, float]:
    """The least of several: of processor time, and by the clock, which another process may hold."""
    times: list[tuple[float, float]] = []
    begun = time.perf_counter()
    while len(times) < MOST_REPEATS and (
        len(times) < LEAST_REPEATS or time.perf_counter() - begun < ENOUGH_SECONDS
    ):
        action.before()
        clock, processor = time.perf_counter(), time.process_time()
        action.run()
        times.append((time.process_time() - processor, time.perf_counter() - clock))
    return {"seconds": min(first for first, _ in times), "clock": min(last for _, last in times)}


def _mark(action: Action) -> None:
    """callgrind starts from nothing at ``getpgid`` and writes what it counted at ``getsid``.

    Nothing else calls the two; see ``tests.bench.callgrind``.
    """
    action.before()
    _switch_callgrind("on")
    os.getpgid(0)
    action.run()
    os.getsid(0)
    _switch_callgrind("off")


def _switch_callgrind(state: str) -> None:
    subprocess.run(
        ["callgrind_control", "-i", state, str(os.getpid())], check=True, capture_output=True
    )
