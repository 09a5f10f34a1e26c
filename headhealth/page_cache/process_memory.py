"""What a worker remembers of the content between two changes of it.

Small things that every page needs: the site, who may read what, sources, symptoms. They are dropped
as soon as the content has another generation, so they are as fresh as the database. Only while an
anonymous reader is answered, when the generation is known; editors always get their own rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

_current: ContextVar[dict[Any, Any] | None] = ContextVar("headhealth_memory", default=None)


class ProcessMemory:
    """The memory of one worker."""

    def __init__(self) -> None:
        self._kept: tuple[str, dict[Any, Any]] = ("", {})
        """The newest generation with its things: one attribute, as threads share it."""

    @contextmanager
    def of(self, generation: str) -> Iterator[None]:
        """While the block runs, this thread remembers what belongs to ``generation``."""
        if generation:
            # Read before anything it is given: what is remembered is at least as new.
            kept = self._kept
            if generation != kept[0]:
                self._kept = kept = (generation, {})
            token = _current.set(kept[1])
            try:
                yield
            finally:
                _current.reset(token)
        else:
            yield


def remembered(key: Any, compute: Callable[[], Any]) -> Any:
    """What ``compute`` returned for ``key`` since the content changed. Not to be altered."""
    things = _current.get()
    if things is None:
        return compute()
    if key not in things:
        things[key] = compute()
    return things[key]


def is_remembering() -> bool:
    """Whether an anonymous reader is being answered."""
    return _current.get() is not None


def rows_by_key(model: type[Model], keys: Iterable[Any]) -> dict[Any, Any]:
    """Rows of a small table by primary key, those that exist, by one query or none."""
    wanted = dict.fromkeys(key for key in keys if key is not None)
    things = _current.get()
    if things is None:
        return model._default_manager.in_bulk(list(wanted)) if wanted else {}
    known = things.setdefault(("rows", model), {})
    missing = [key for key in wanted if key not in known]
    if missing:
        found = model._default_manager.in_bulk(missing)
        known.update({key: found.get(key) for key in missing})
    return {key: known[key] for key in wanted if known[key] is not None}
