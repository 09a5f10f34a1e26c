"""One audit's turn at the anchor: verify what it holds, then add the new end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Site

from headhealth.conf import app_settings
from headhealth.review.anchoring.anchor_findings import (
    broken_anchor,
    changed_meanwhile,
    missing_anchor,
    replaced_ledger,
    unwritten_anchor,
)
from headhealth.review.anchoring.anchor_line import (
    AnchorBrokenError,
    AnchorLine,
    hash_of_line,
    read_lines,
)
from headhealth.review.anchoring.anchor_place import AnchorPlace, AnchorUnusableError, HeldAnchor
from headhealth.review.anchoring.ledger_anchor import LedgerAnchor, newest_anchor
from headhealth.review.anchoring.time_stamp import TimeStampError, time_stamp
from headhealth.review.audit.finding import Finding
from headhealth.review.review_ledger import LedgerEntry, Link

LOOKED_UP = 5_000
"""Positions in one query."""


@dataclass
class Anchoring:
    """The outcome of one turn."""

    place: str
    lines: int = 0
    """Lines that were there before and were verified."""
    is_written: bool = False
    end: Link | None = None
    """The last end in the anchor, where both it and the ledger are sound."""
    findings: list[Finding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Sentences about failures that say nothing about the ledger."""


def keep_end(
    *, place: AnchorPlace, end: Link, found: int, is_chain_sound: bool, may_begin: bool = False
) -> Anchoring:
    """Verify all of the anchor against the ledger, and add ``end`` where both are sound.

    ``end`` is where the ledger ended when the audit began to verify it, ``found`` the number of
    its findings. A ledger that was rewritten never becomes the known one. ``may_begin`` allows an
    anchor to begin although there was another.
    """
    anchoring = Anchoring(place.name)
    try:
        with place.held() as held:
            lines = _verified_lines(anchoring, held, end, may_begin)
            if lines is not None and is_chain_sound and end.position:
                _confirm(anchoring, held, end, found, lines)
    # A disk may fail at any time.
    except (AnchorUnusableError, OSError) as error:
        anchoring.findings.append(unwritten_anchor(place.name, str(error)))
    return anchoring


def _verified_lines(
    anchoring: Anchoring, held: HeldAnchor, end: Link, may_begin: bool
) -> dict[str, AnchorLine] | None:
    """The lines, which the ledger holds all; None after a finding."""
    try:
        lines = read_lines(held.raw_lines())
    except AnchorBrokenError as error:
        anchoring.findings.append(broken_anchor(anchoring.place, str(error)))
        return None
    anchoring.lines = len(lines)
    known = LedgerAnchor.objects.filter(place=anchoring.place).first()
    written = known or newest_anchor()
    if not lines and written is not None and not may_begin:
        anchoring.findings.append(missing_anchor(anchoring.place, written.place))
    elif lines and known is not None and known.line_hash not in lines:
        reason = _("Lines at its end are missing, or another was put in its place.")
        anchoring.findings.append(broken_anchor(anchoring.place, reason))
    held_hashes = _hashes_at([*(line.position for line in lines.values()), end.position])
    wrong = [line for line in lines.values() if held_hashes.get(line.position) != line.hash]
    if wrong:
        sound = [line for line in lines.values() if held_hashes.get(line.position) == line.hash]
        anchoring.findings.append(replaced_ledger(anchoring.place, wrong, sound))
    elif held_hashes.get(end.position, "") != end.hash:
        anchoring.findings.append(changed_meanwhile(end))
    return None if anchoring.findings else lines


def _hashes_at(positions: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(positions), LOOKED_UP):
        entries = LedgerEntry.objects.filter(position__in=positions[start : start + LOOKED_UP])
        found.update(entries.values_list("position", "hash"))
    return found


def _confirm(
    anchoring: Anchoring, held: HeldAnchor, end: Link, found: int, lines: dict[str, AnchorLine]
) -> None:
    """Add ``end``, unless the last line is as far, and remember that the place has it."""
    line_hash, last = next(reversed(lines.items()), ("", None))
    # An audit that began later may have had its turn before.
    if last is None or last.position < end.position:
        last = _new_line(anchoring, end, found, previous=line_hash)
        raw = last.as_bytes()
        held.append(raw)
        line_hash = hash_of_line(raw)
        anchoring.is_written = True
    anchoring.end = last.link
    LedgerAnchor.objects.update_or_create(
        place=anchoring.place,
        defaults={
            "position": last.position,
            "line_hash": line_hash,
            "confirmed_at": timezone.now(),
        },
    )


def _new_line(anchoring: Anchoring, end: Link, found: int, *, previous: str) -> AnchorLine:
    line = AnchorLine(
        position=end.position,
        hash=end.hash,
        at=timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
        site=_site_address(),
        findings=found,
        previous=previous,
    )
    url = app_settings.TIMESTAMP_URL
    if not url:
        return line
    try:
        return replace(line, timestamp=time_stamp(line.signed_text, url=url))
    except TimeStampError as error:
        anchoring.problems.append(
            _("The end of the ledger has no time stamp of %(url)s: %(reason)s.")
            % {"url": url, "reason": error}
        )
        return line


def _site_address() -> str:
    site = Site.objects.filter(is_default_site=True).first()
    return site.root_url if site else get_admin_base_url() or ""
