"""Lines of an anchor: the ends of the ledger that audits saw, chained to one another."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from headhealth.review.canonical_json import canonical_json
from headhealth.review.review_ledger import Link

FORMAT = "headhealth.ledger-anchor/1"
LONGEST = 100_000
"""Bytes of one line. A time stamp has about 8,000."""
_LAST_POSITION = 2**63 - 1
_SHA256 = re.compile(r"[0-9a-f]{64}")


class AnchorBrokenError(Exception):
    """The lines are not as audits wrote them. The message is a sentence that says where."""


@dataclass(frozen=True, kw_only=True)
class AnchorLine:
    """One end of the ledger. ``at`` is in ISO 8601, ``previous`` the hash of the line before."""

    position: int
    hash: str
    at: str
    site: str
    findings: int
    """Findings of that audit, none of them about the chain."""
    previous: str
    timestamp: str = ""
    """The reply of a time stamping authority about ``signed_text``, in Base64."""

    @property
    def link(self) -> Link:
        return Link(self.position, self.hash)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def signed_text(self) -> bytes:
        """All but the time stamp: the message that the time stamp is about."""
        return canonical_json(self._facts()).encode()

    def as_bytes(self) -> bytes:
        """The line as the anchor holds it, with the digest that ``openssl ts -verify`` wants."""
        line = {**self._facts(), "digest": hashlib.sha256(self.signed_text).hexdigest()}
        if self.timestamp:
            line["timestamp"] = self.timestamp
        return canonical_json(line).encode() + b"\n"

    def _facts(self) -> dict[str, str | int]:
        facts = {name: value for name, value in asdict(self).items() if name != "timestamp"}
        return {"format": FORMAT, **facts}


def hash_of_line(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def read_lines(raw_lines: Iterable[bytes]) -> dict[str, AnchorLine]:
    """The lines of a whole anchor in their order, by the hash of each.

    Each is verified by itself and as the follower of the one before. Raises ``AnchorBrokenError``
    at the first that is wrong.
    """
    lines: dict[str, AnchorLine] = {}
    previous = ""
    for number, raw in enumerate(raw_lines, start=1):
        if not raw.endswith(b"\n"):
            raise AnchorBrokenError(
                _("Line %(number)d is cut off, as by a full disk.") % {"number": number}
            )
        line = _line_from(raw)
        if line is None:
            raise AnchorBrokenError(
                _("Line %(number)d is none that an audit wrote.") % {"number": number}
            )
        if line.previous != previous:
            raise AnchorBrokenError(
                _("Line %(number)d does not follow from the line before it.") % {"number": number}
            )
        previous = hash_of_line(raw)
        lines[previous] = line
    return lines


def _line_from(raw: bytes) -> AnchorLine | None:
    """None where ``raw`` is not, byte for byte, what ``AnchorLine`` writes."""
    try:
        data = json.loads(raw)
        line = AnchorLine(**{k: v for k, v in data.items() if k not in ("format", "digest")})
        is_sound = (
            line.as_bytes() == raw
            and _SHA256.fullmatch(line.hash) is not None
            and type(line.position) is int
            and 0 < line.position <= _LAST_POSITION
            and line.moment.tzinfo is not None
        )
    # Anything may stand in a file: no JSON, no object, other keys, values that have no spelling.
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return line if is_sound else None
