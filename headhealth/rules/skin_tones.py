"""Signs that look different on different skin are described for all of it."""

from __future__ import annotations

import re

from headhealth.rules.findings import Finding, advice

_COLOUR = r"(?:red|pink|pale|blue|grey|purple|yellow|flushed)"
_SKIN_SIGN = re.compile(
    rf"\b(?:rash(?:es)?|redness|jaundice|bruis(?:e|es|ed|ing)|{_COLOUR}\s+skin"
    rf"|skin\s+(?:\w+\s+){{1,3}}{_COLOUR})\b",
    re.IGNORECASE,
)
_BROWN_OR_BLACK_SKIN = re.compile(
    r"\b(?:brown|black)\b[^.!?\n]{0,40}\bskin\b|\bskin\b[^.!?\n]{0,40}\b(?:brown|black)\b",
    re.IGNORECASE,
)


def check_skin_tones(text: str) -> list[Finding]:
    """For the whole text of a page: a sign on the skin, and no word on brown or black skin."""
    sign = _SKIN_SIGN.search(text)
    if sign is None or _BROWN_OR_BLACK_SKIN.search(text):
        return []
    # Of its own line only: the next one may be of another section.
    start = max(text.rfind("\n", 0, sign.start()) + 1, sign.start() - 60)
    excerpt = text[start : sign.end() + 60].split("\n")[0]
    return [advice("skin_tones_missing", excerpt)]
