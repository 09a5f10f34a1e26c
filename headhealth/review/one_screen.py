"""How records are looked up: afresh, as every act does it, or once for a whole screen.

The buttons, locks and panels of an editor each ask about the same object. A view that only shows
something opens ``one_screen``, and what it shows is looked up by ``once``. Functions that acts use
as well take the way as ``read``; without it they look up afresh, so that no decision rests on what
was read before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from django.db import models

Found = TypeVar("Found")
Answers = dict[tuple[Hashable, ...], Any]

_answers: ContextVar[Answers | None] = ContextVar("headhealth_one_screen", default=None)


class Read(Protocol):
    """A way to look something up: ``find`` of these objects."""

    def __call__(self, find: Callable[..., Found], *about: Any) -> Found: ...


def afresh(find: Callable[..., Found], *about: Any) -> Found:
    """What ``find`` says now."""
    return find(*about)


def once(find: Callable[..., Found], *about: Any) -> Found:
    """What ``find`` said first of these objects on this screen; what it says now elsewhere.

    Objects are told apart by their keys, so ``find`` goes by what is stored.
    """
    answers = _answers.get()
    if answers is None or any(isinstance(each, models.Model) and not each.pk for each in about):
        return find(*about)
    asked = (find, *about)
    if asked not in answers:
        answers[asked] = find(*about)
    answer: Found = answers[asked]
    return answer


@contextmanager
def one_screen(answers: Answers) -> Iterator[None]:
    """While the block runs, ``once`` keeps what it finds in ``answers``: those of one screen."""
    token = _answers.set(answers)
    try:
        yield
    finally:
        _answers.reset(token)
