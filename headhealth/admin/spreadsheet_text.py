"""What strangers wrote, in a spreadsheet."""

from __future__ import annotations

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet_text(value: Any) -> str:
    """Text that a spreadsheet shows and does not calculate.

    A cell that begins like a formula is run when the file is opened (OWASP, "CSV injection"), and
    XLSX has no way to write control characters.
    """
    text = _CONTROL.sub("", str(value or ""))
    return f"'{text}" if text.startswith(_FORMULA_START) else text
