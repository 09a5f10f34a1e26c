"""Findings about an anchor, and about a ledger that contradicts it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headhealth.review.anchoring.anchor_line import AnchorLine
from headhealth.review.audit.finding import Finding, FindingCode
from headhealth.review.review_ledger import Link


def missing_anchor(place: str, other_place: str) -> Finding:
    """The finding for a lost anchor. An earlier audit wrote to ``other_place``, or the same."""
    return Finding(
        FindingCode.ANCHOR_MISSING,
        _(
            "The anchor %(place)s does not exist or is empty, but an earlier audit wrote to "
            "%(other)s: put that anchor back. If it is lost, find out who removed it, compare the "
            "ledger with a mailed end (--known-end), and begin another with --new-anchor."
        )
        % {"place": place, "other": other_place},
    )


def broken_anchor(place: str, reason: str) -> Finding:
    return Finding(
        FindingCode.ANCHOR_BROKEN,
        _(
            "The anchor %(place)s is not as the audits left it. %(reason)s Find out who changed "
            "it and restore it from a backup. If that is not possible, keep it elsewhere, compare "
            "the ledger with a mailed end (--known-end), and begin another with --new-anchor."
        )
        % {"place": place, "reason": reason},
    )


def unwritten_anchor(place: str, reason: str) -> Finding:
    return Finding(
        FindingCode.ANCHOR_UNWRITTEN,
        _(
            "The anchor %(place)s could not be read or written (%(reason)s): make sure that the "
            "next audit can."
        )
        % {"place": place, "reason": reason},
    )


def replaced_ledger(
    place: str, wrong: Sequence[AnchorLine], sound: Sequence[AnchorLine]
) -> Finding:
    """The finding for a rewritten ledger, which holds the ``sound`` lines but not the ``wrong``."""
    first = wrong[0]
    before = [line for line in sound if line.position < first.position]
    values = {
        "place": place,
        "wrong": len(wrong),
        "all": len(wrong) + len(sound),
        "first": first.position,
        "seen": _moment(first),
    }
    text = _(
        "The review ledger was rewritten or cut: it does not hold %(wrong)d of the %(all)d ends "
        "that are kept in %(place)s, the first of them entry %(first)d as an audit saw it on "
        "%(seen)s."
    )
    if before:
        text += " " + _(
            "Up to entry %(last)d, which an audit saw on %(last_seen)s, it is the same."
        )
        values |= {"last": before[-1].position, "last_seen": _moment(before[-1])}
    text += " " + _(
        "Compare it with a backup of that day. If the database was restored on purpose, keep the "
        "anchor elsewhere and begin another with --new-anchor."
    )
    return Finding(FindingCode.LEDGER_REPLACED, text % values)


def changed_meanwhile(end: Link) -> Finding:
    return Finding(
        FindingCode.LEDGER_REPLACED,
        _(
            "Entry %(position)d of the review ledger was changed or removed while this audit ran: "
            "find out who writes to the database."
        )
        % {"position": end.position},
    )


def _moment(line: AnchorLine) -> str:
    return date_format(timezone.localtime(line.moment), "DATETIME_FORMAT")
