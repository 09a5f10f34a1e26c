"""A door: one way to make content public, and who is told what there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.integration.gate.world import World

NOT_APPROVED = "has not been approved by a medical reviewer"
NOT_A_REVIEWER = "you have no current, confirmed registration as a medical reviewer"
AN_AUTHOR = "you wrote part of it"

USERS = ("editor", "publisher", "author_reviewer", "superuser")
PUBLISHING = ("publisher", "author_reviewer", "superuser")
"""The users who may publish by Wagtail's permissions."""
SCRIPT = ("superuser",)
"""At doors where nobody asks who it is."""


@dataclass(frozen=True)
class Door:
    """``row`` is the number in the list of ways in which Wagtail 8.0.1 makes content public."""

    name: str
    row: int
    attempt: Callable[[World], Any]
    targets: tuple[str, ...] = ("draft", "change")
    users: tuple[str, ...] = USERS
    explains: Mapping[str, str] = field(default_factory=dict)
    """By user: what the page or problem that comes back says."""
    is_withdrawing: bool = False
    """Whether readers may lose what they had: to take content away is always possible."""
    opens: bool = True
    """Whether it lets a superuser through where there is no gate."""


DOORS: list[Door] = []


def door(row: int, *, explains: Any = None, **kwargs: Any) -> Callable[[Any], Any]:
    """Put a function that takes a ``World`` on the list.

    ``explains`` is one text for all who may publish, or texts by user.
    """
    if isinstance(explains, str):
        explains = dict.fromkeys(PUBLISHING, explains)

    def register(attempt: Callable[[World], Any]) -> Callable[[World], Any]:
        DOORS.append(Door(attempt.__name__, row, attempt, explains=explains or {}, **kwargs))
        return attempt

    return register


def decides(author: str = AN_AUTHOR, others: str = NOT_A_REVIEWER) -> dict[str, str]:
    """The texts at a door that leads through a decision of a reviewer."""
    return {
        "editor": others, "publisher": others, "superuser": others, "author_reviewer": author
    }  # fmt: skip
