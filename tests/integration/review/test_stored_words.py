"""A migration that moves and renames leaves the words; anything else is found."""

from __future__ import annotations

import json

import pytest

from headhealth.review.stored_words import changed_words, line_changes, stored_lines
from tests.testapp.models import ClinicPage


def stream(*blocks):
    """As a snapshot holds it. Ids say nothing."""
    return json.dumps([{"type": kind, "value": value, "id": kind} for kind, value in blocks])


def words(before, after):
    return changed_words(ClinicPage, before, after)


OLD = {
    "body": stream(("text", {"heading": "Rest", "text": "<p>Lie <b>down</b>.</p><p>Sleep.</p>"}))
}


@pytest.mark.parametrize(
    "new",
    [
        {"body": stream(("section", {"title": "Rest", "text": "<p>Lie down.</p><p>Sleep.</p>"}))},
        {"body": stream(("h", "Rest"), ("p", "<p>Lie down.</p>"), ("p", "<li>Sleep.</li>"))},
        {"heading": "Rest", "text": "Lie   down.\r\nSleep."},
        {"body": stream(("text", {"a": {"b": ["Sleep.", "Lie down."]}, "heading": "Rest"}))},
        {"body": stream(("text", {"x": ["Sleep.", "Lie down.", "Rest", "", None, False, []]}))},
    ],
    ids=["renamed", "split", "another field", "moved", "empty values"],
)
def test_same_words__wherever_they_stand(new):
    assert words(OLD, new) == []


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        ({"body": OLD["body"].replace("down", "up")}, ["Lie down.", "Lie up."]),
        ({"body": OLD["body"].replace("Sleep.", "")}, ["Sleep."]),
        ({**OLD, "phone": "999"}, ["999"]),
        ({**OLD, "phone": "Rest"}, ["Rest"]),
        ({**OLD, "dose": 0}, ["0"]),
        ({**OLD, "is_safe": True}, ["true"]),
        ({**OLD, "text": '<a linktype="page" id="5">x</a>'}, ['<a linktype="page" id="5">x</a>']),
        ({**OLD, "text": "10<sup>3</sup>"}, ["10<sup>3</sup>"]),
        ({**OLD, "text": "[not json"}, ["[not json"]),
        ({**OLD, "text": '["a", 1]'}, ['["a", 1]']),
    ],
    ids=str,
)
def test_other_words__are_found(new, changed):
    assert words(OLD, new) == changed
    assert words(new, OLD) == list(changed) or set(words(new, OLD)) == set(changed)


def test_child_rows__written_anew_are_the_same():
    def hours(pk, day):
        times = [{"pk": pk, "hours": pk, "time": "9:00"}]
        return {"pk": pk, "sort_order": pk, "page": 7, "day": day, "times": times}

    old = {"opening_hours": [hours(1, "Monday"), hours(2, "Friday")]}
    new = {"opening_hours": [hours(11, "Friday"), hours(12, "Monday")]}
    assert words(old, new) == []
    assert words(old, {"opening_hours": [hours(1, "Monday"), hours(2, "Sunday")]}) == [
        "Friday",
        "Sunday",
    ]


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
