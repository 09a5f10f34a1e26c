"""Characters that text from a browser can hold and no database or page can."""

from __future__ import annotations

import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """``text`` with U+FFFD for each half of a character, as browsers write it themselves.

    A rich text editor sends half an emoji when the other half was deleted. No encoding has it:
    neither the database nor a page could be written.
    """
    return _LONE_SURROGATE.sub("\ufffd", text)
