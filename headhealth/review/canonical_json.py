"""One spelling for each JSON value, so that equal values have equal hashes.

What is hashed goes into a ``jsonb`` column and comes back: with its keys in another order, and
1e+16 as 10000000000000000. The format is frozen: every hash that was ever kept depends on it.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any


def canonical_json(value: Any) -> str:
    """``value``, which is JSON-ready, as ASCII without blanks, its keys sorted."""
    return json.dumps(_canonical(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(value: Any) -> str:
    """The hash of the canonical spelling: 64 hexadecimal characters."""
    return hashlib.sha256(canonical_json(value).encode("ascii")).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        # The integer that its decimal spelling names, as the database reads it.
        return int(Decimal(repr(value)))
    return value
