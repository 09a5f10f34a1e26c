"""The place that the site or an option of a command names."""

from __future__ import annotations

from headhealth.review.anchoring.anchor_file import AnchorFile
from headhealth.review.anchoring.anchor_place import AnchorPlace, AnchorUnusableError
from headhealth.review.anchoring.anchor_storage import AnchorStorage

STORAGE = "storage:"


def anchor_place(text: str, *, is_new: bool = False) -> AnchorPlace:
    """The place called ``text``, which can be read and written.

    Raises ``AnchorUnusableError``; where ``is_new``, also for a place that holds an anchor.
    """
    place: AnchorPlace
    if text.startswith(STORAGE):
        place = AnchorStorage(text.removeprefix(STORAGE))
    else:
        place = AnchorFile(text)
    place.prepare()
    if is_new:
        with place.held() as held:
            if any(held.raw_lines()):
                raise AnchorUnusableError(
                    f"{place.name} holds an anchor: keep it elsewhere before another begins."
                )
    return place
