"""What is out of date in an approval, with links for those who deal with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.admin.admin_url_finder import AdminURLFinder

from headhealth.admin.re_review_links import ask_url, can_ask
from headhealth.review.outdated import OutdatedPart, outdated_parts


@dataclass(frozen=True)
class ShownPart:
    """One part; the addresses are "" where there is none, or the user may not go there."""

    part: OutdatedPart
    edit_url: str
    ask_url: str


def shown_parts(obj: Any, user: Any) -> list[ShownPart]:
    """The parts of ``obj``, the oldest change first."""
    finder, may_ask = AdminURLFinder(user), can_ask(user)
    return [
        ShownPart(
            part=part,
            edit_url=(part.shown is not None and finder.get_edit_url(part.shown)) or "",
            ask_url=ask_url(part.shown) if may_ask and part.shown is not None else "",
        )
        for part in outdated_parts(obj)
    ]
