"""Acts that the database may end, because another transaction needs the same rows.

The locks of the app are taken in one order (``object_lock``). Other code on the site has its own
order, and what it writes may meet an act halfway.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

P = ParamSpec("P")
T = TypeVar("T")

_ENDED = frozenset({"40P01", "40001"})
"""PostgreSQL: deadlock detected, serialization failure."""


class ActInterrupted(PermissionDenied):
    """The database ended the act in favour of another transaction; nothing of it was done.

    A ``PermissionDenied``, so that every route of Wagtail that does not know it still refuses.
    """


def is_interruption(error: BaseException) -> bool:
    """Whether ``error`` says that the database ended a transaction in favour of another."""
    if not isinstance(error, DatabaseError):
        return isinstance(error, ActInterrupted)
    # psycopg calls it the one, psycopg2 the other.
    names = ("sqlstate", "pgcode")
    return any(getattr(error.__cause__, name, "") in _ENDED for name in names)


def one_act(act: Callable[P, T]) -> Callable[P, T]:
    """Run ``act`` in a transaction, and a second time where the database ended the first.

    ``act`` reads all that it changes from the database. Within another transaction there is no
    second time: that one still holds what the other waits for. Raises ``ActInterrupted`` where the
    database ended the last attempt too.
    """

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        is_outermost = not transaction.get_connection().in_atomic_block
        try:
            return _attempt(act, *args, **kwargs)
        except ActInterrupted:
            if not is_outermost:
                raise
            return _attempt(act, *args, **kwargs)

    return run


def _attempt(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        with transaction.atomic():
            return act(*args, **kwargs)
    except DatabaseError as error:
        if not is_interruption(error):
            raise
        raise ActInterrupted(
            _(
                "Another person is saving this at the same time. Nothing was approved or "
                "published. Try again."
            )
        ) from error
