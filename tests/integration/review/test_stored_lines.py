"""What two snapshots hold, as lines for people to compare."""

from __future__ import annotations

import json

from headhealth.review.stored_lines import line_changes, stored_lines
from tests.testapp.models import ClinicPage


def stream(*blocks):
    """As a snapshot holds it. Ids say nothing."""
    return json.dumps([{"type": kind, "value": value, "id": kind} for kind, value in blocks])


OLD = {
    "body": stream(("text", {"heading": "Rest", "text": "<p>Lie <b>down</b>.</p><p>Sleep.</p>"}))
}


def test_lines__name_the_place():
    assert [str(line) for line in stored_lines(ClinicPage, OLD)] == [
        "body › text › heading: Rest",
        "body › text › text: Lie down.",
        "body › text › text: Sleep.",
    ]


def test_differences__are_told_line_by_line():
    new = {"body": OLD["body"].replace("down", "up"), "phone": "-999"}
    assert line_changes(ClinicPage, OLD, new) == [
        "- body › text › text: Lie down.",
        "+ body › text › text: Lie up.",
        "+ phone: -999",
    ]
    assert line_changes(ClinicPage, OLD, OLD) == []
