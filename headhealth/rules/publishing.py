"""The publishing gate's one decision: may this write reach readers?"""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What becomes of a write to health content."""

    ALLOW = "allow"
    HOLD_AS_DRAFT = "hold_as_draft"
    REFUSE = "refuse"


def judge_write(
    *,
    is_new: bool,
    was_live: bool,
    will_be_live: bool,
    content_changed: bool,
    may_be_public: bool,
    may_stay_public: bool,
) -> Verdict:
    """Decide on one write of one object.

    ``content_changed`` compares the public content with the stored row; ``may_be_public`` says that
    a record allows exactly the content being written to be public; ``may_stay_public`` that
    nothing speaks against leaving what readers see as it is. A new row that would be born live is
    kept as a draft, so that creating and copying work; anything else that would show readers
    content without such a record is refused.
    """
    if not will_be_live or may_be_public:
        return Verdict.ALLOW
    if was_live and not content_changed and may_stay_public:
        return Verdict.ALLOW
    return Verdict.HOLD_AS_DRAFT if is_new else Verdict.REFUSE
