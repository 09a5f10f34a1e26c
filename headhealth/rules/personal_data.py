"""What tells who somebody is, in a text that somebody typed."""

from __future__ import annotations

import re

LEFT_OUT = "[…]"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# A telephone number, a patient's number, a day of birth: six digits and more, however divided.
_NUMBER = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){5,}")


def without_personal_data(text: str) -> str:
    """``text`` without e-mail addresses, web addresses and long numbers.

    Names stay: nothing tells them from other words.
    """
    for pattern in (_EMAIL, _ADDRESS, _NUMBER):
        text = pattern.sub(LEFT_OUT, text)
    return text
