"""The place that the site or an option of a command names."""

from __future__ import annotations

from headhealth.review.anchoring.anchor_file import AnchorFile
from headhealth.review.anchoring.anchor_place import AnchorPlace, AnchorUnusableError
from headhealth.review.anchoring.anchor_storage import AnchorStorage
from headhealth.review.anchoring.ledger_anchor import LONGEST_PLACE

STORAGE = "storage:"


def anchor_place(text: str, *, is_new: bool = False) -> AnchorPlace:
    """The place called ``text``, which can be read and written.

    Raises ``AnchorUnusableError``; where ``is_new``, also for a place that holds an anchor.
    """
    place: AnchorPlace
    if text.startswith(STORAGE):
        place = AnchorStorage(text.removeprefix(STORAGE))
    else:
        try:
            place = AnchorFile(text)
        # Characters that no path has, links that lead in a circle.
        except (ValueError, RuntimeError, OSError) as error:
            raise AnchorUnusableError(f"{text!r} is no path: {error}") from error
    if len(place.name) > LONGEST_PLACE:
        raise AnchorUnusableError(f"{place.name} is too long a name.")
    place.prepare()
    if is_new:
        with place.held() as held:
            if any(held.raw_lines()):
                raise AnchorUnusableError(
                    f"{place.name} holds an anchor: keep it elsewhere before another begins."
                )
    return place
