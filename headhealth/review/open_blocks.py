"""What counts for the duration of a block of code, in the thread that runs it.

A copy of the context outlives the block, or is taken to another thread, whose writes are on
another connection: what a block allows is neither allowed later nor there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import get_ident
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass
class _Block(Generic[Value]):
    value: Value
    thread: int = field(default_factory=get_ident)
    is_open: bool = True


class OpenBlocks(Generic[Value]):
    """The blocks of one kind that are open here, each with a value."""

    def __init__(self, name: str) -> None:
        self._blocks: ContextVar[tuple[_Block[Value], ...]] = ContextVar(name, default=())

    @contextmanager
    def opened(self, value: Value) -> Iterator[None]:
        """Let ``value`` count for the duration of the block."""
        block = _Block(value)
        token = self._blocks.set((*self._here(), block))
        try:
            yield
        finally:
            block.is_open = False
            self._blocks.reset(token)

    @property
    def values(self) -> tuple[Value, ...]:
        """What counts now and here, the outermost first."""
        return tuple(block.value for block in self._here())

    def _here(self) -> tuple[_Block[Value], ...]:
        thread = get_ident()
        return tuple(
            block for block in self._blocks.get() if block.is_open and block.thread == thread
        )
