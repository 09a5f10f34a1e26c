"""Lines of an anchor: each is what an audit wrote, and follows from the one before."""

from __future__ import annotations

import re

import pytest

from headhealth.review.anchoring.anchor_line import (
    AnchorBrokenError,
    AnchorLine,
    hash_of_line,
    read_lines,
)


def line(position, previous="", **others):
    facts = {"hash": "0" * 64, "at": "2026-01-01T04:15:00+00:00", "site": "http://x", "findings": 0}
    return AnchorLine(position=position, previous=previous, **{**facts, **others})


def three_lines():
    raw_lines, previous = [], ""
    for position in (1, 5, 9):
        raw_lines.append(line(position, previous, timestamp="TUlJ").as_bytes())
        previous = hash_of_line(raw_lines[-1])
    return raw_lines


def test_lines__come_back_as_they_were_written():
    raw_lines = three_lines()
    assert [each.as_bytes() for each in read_lines(raw_lines).values()] == raw_lines
    assert [each.position for each in read_lines(raw_lines).values()] == [1, 5, 9]


def test_digest__is_of_the_line_without_its_time_stamp():
    assert line(1).signed_text == line(1, timestamp="TUlJ").signed_text


CHANGES = {
    "last line cut off": (lambda lines: [*lines[:2], lines[2][:-40]], "Line 3 is cut off"),
    "last line without its end": (lambda lines: [*lines[:2], lines[2][:-1]], "Line 3 is cut off"),
    "time stamp removed": (
        lambda lines: [lines[0].replace(b',"timestamp":"TUlJ"', b""), *lines[1:]],
        "Line 2 does not follow",
    ),
    "first line removed": (lambda lines: lines[1:], "Line 1 does not follow"),
    "line in the middle removed": (lambda lines: lines[::2], "Line 2 does not follow"),
    "another order": (lambda lines: [lines[1], lines[0], lines[2]], "Line 1 does not follow"),
    "twice": (lambda lines: [*lines, lines[2]], "Line 4 does not follow"),
    "another hash": (
        lambda lines: [lines[0].replace(b'"hash":"', b'"hash":"0')[:-1] + b"\n", *lines[1:]],
        "Line 1 is none that an audit wrote",
    ),
    "another number": (
        lambda lines: [*lines[:2], re.sub(rb'"findings":0', b'"findings":7', lines[2])],
        "Line 3 is none that an audit wrote",
    ),
    "a blank": (lambda lines: [b" " + lines[0], *lines[1:]], "Line 1 is none that an audit wrote"),
    "an empty line": (lambda lines: [*lines, b"\n"], "Line 4 is none that an audit wrote"),
    "a foreign text": (lambda lines: [b"root:x:0:0:\n"], "Line 1 is none that an audit wrote"),
    "no text": (lambda lines: [b"\xff\xfe\x00\n"], "Line 1 is none that an audit wrote"),
    "other JSON": (lambda lines: [b"[7]\n"], "Line 1 is none that an audit wrote"),
    "deep JSON": (lambda lines: [b"[" * 50_000 + b"\n"], "Line 1 is none that an audit wrote"),
    "no end in sight": (lambda lines: [b"x" * 300_000], "Line 1 is cut off"),
}


@pytest.mark.parametrize(("change", "reason"), CHANGES.values(), ids=CHANGES)
def test_changed_lines__are_told_by_number(change, reason):
    with pytest.raises(AnchorBrokenError, match=reason):
        read_lines(change(three_lines()))


@pytest.mark.parametrize(
    "facts",
    [
        *({"position": position} for position in (0, -1, 2**63, 10**30, True, "3", None, [])),
        *({"hash": text} for text in ("", "0" * 63, "Z" * 64, None, 7)),
        *({"at": text} for text in ("", "2026-01-01", "2026-01-01T04:15:00", "yesterday", None)),
    ],
    ids=str,
)
def test_line__with_a_value_that_no_audit_writes(facts):
    with pytest.raises(AnchorBrokenError, match="Line 1 is none that an audit wrote"):
        read_lines([line(**{"position": 3, **facts}).as_bytes()])
