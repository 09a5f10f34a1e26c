"""A migration that renames leaves words, places and order; anything else is found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headhealth.models import ConditionPage
from headhealth.review.rewritten import changed_entries

pytestmark = pytest.mark.django_db


def block(kind: str, value: Any) -> dict[str, Any]:
    """As a snapshot holds it. Ids say nothing."""
    return {"type": kind, "value": value, "id": kind}


def body(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"summary": "Rest helps.", "body": json.dumps(blocks)}


def section(heading: str, text: str) -> dict[str, Any]:
    return block("text_section", {"heading": heading, "aspect": "overview", "text": text})


def advice(do: list[str], dont: list[str]) -> dict[str, Any]:
    return block("dos_and_donts", {"dos": do, "donts": dont})


FIRST = section("Rest", "<p>Lie <b>down</b>.</p><p>Sleep.</p>")
EXPANDER = block("expander", {"summary": "More", "text": "<p>Drink <b>water</b>.</p>"})
LOST = block("tip_of_before", {"title": "More", "text": "<p>Drink <b>water</b>.</p>"})
MORE = block("text_section", {"heading": "More", "text": "<p>Drink <b>water</b>.</p>"})


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    return [said.value for said in changed_entries(ConditionPage, before, after)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            body(FIRST),
            body(section("Rest", '<p data-block-key="a">Lie <b>down</b>.</p><p>Sleep.</p>')),
        ),
        (body(FIRST, EXPANDER), body(FIRST, MORE)),
        (body(FIRST, LOST), body(FIRST, MORE)),
        (body(LOST, FIRST, LOST), body(MORE, FIRST, MORE)),
        ({"teaser": "Rest helps.", **body(FIRST), "summary": ""}, body(FIRST)),
        (
            body(block("text_section", {"title_of_before": "Rest", "text": "<p>Sleep.</p>"})),
            body(block("text_section", {"heading": "Rest", "text": "<p>Sleep.</p>"})),
        ),
        (
            body(
                block("dos_and_donts", {"do_of_before": ["Rest.", "Drink."], "donts": ["Drive."]}),
                block("dos_and_donts", {"do_of_before": ["Wait."], "donts": []}),
            ),
            body(advice(["Rest.", "Drink."], ["Drive."]), advice(["Wait."], [])),
        ),
        (body(advice(["Rest."], ["Drive."])), body(advice(["Rest."], ["Drive."]))),
    ],
    ids=[
        "keys",
        "all of a type",
        "lost type",
        "in turn",
        "lost field",
        "lost part",
        "lost list",
        "same",
    ],
)
def test_renaming__changes_nothing(before, after):
    assert changed(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (body(advice(["Rest."], ["Drive."])), body(advice(["Drive."], ["Rest."]))),
        (body(advice(["Rest."], ["Drive."])), body(advice(["Rest.", "Drive."], []))),
        (body(advice([], ["Drive."])), body(advice(["Drive."], []))),
        (body(advice(["Rest."], [])), body(advice([], ["Rest."]))),
        (body(FIRST), body(section("Rest", "<p>Sleep.</p><p>Lie <b>down</b>.</p>"))),
        (body(FIRST, MORE), body(MORE, FIRST)),
        (body(FIRST), body(section("Sleep.", "<p>Lie <b>down</b>.</p><p>Rest</p>"))),
        (body(FIRST, EXPANDER), body(MORE, FIRST)),
        (body(FIRST, EXPANDER, EXPANDER), body(FIRST, MORE, EXPANDER)),
        (body(LOST, LOST), body(MORE, EXPANDER)),
        (
            body(LOST),
            body(block("text_section", {"heading": "Drink <b>water</b>.", "text": "More"})),
        ),
        (body(FIRST), body(section("Rest", "<ul><li>Lie <b>down</b>.</li></ul><p>Sleep.</p>"))),
        (body(FIRST), {**body(FIRST), "title": "Rest helps.", "summary": ""}),
        ({**body(FIRST), "title": "A"}, {**body(FIRST), "title": "Rest helps.", "summary": "A"}),
        (
            body(advice(["Rest."], []), advice(["Drink."], [])),
            body(advice(["Rest.", "Drink."], [])),
        ),
        (
            body(advice(["Rest.", "Drink."], []), advice(["Wait."], [])),
            body(advice(["Rest."], []), advice(["Drink.", "Wait."], [])),
        ),
        (
            body(block("dos_of_before", {"dont_of_before": ["Drive."], "do": ["Rest."]})),
            body(advice(["Drive.", "Rest."], [])),
        ),
        (
            body(section("A", "<p>B</p>")),
            body(block("expander", {"summary": "A", "text": "<p>C</p>"})),
        ),
        (body(FIRST), body(section("Rest", "<p>Lie down.</p><p>Sleep.</p>"))),
        (
            body(
                block("dos_and_donts", {"do_of_before": ["Rest."], "donts": ["Drive."]}),
                block("dos_and_donts", {"do_of_before": ["Wait."], "donts": []}),
            ),
            body(advice(["Rest.", "Wait."], ["Drive."]), advice([], [])),
        ),
        (
            body(block("dos_and_donts", {"do_of_before": ["Rest."], "donts": ["Drive."]})),
            body(advice(["Drive."], ["Rest."])),
        ),
        (body(FIRST), body(FIRST, FIRST)),
        (body(FIRST, FIRST), body(FIRST)),
        (body(FIRST), body()),
    ],
    ids=str,
)
def test_anything_else__is_found(before, after):
    assert changed(before, after) != []
    assert changed(after, before) != []


def test_other_words__are_named():
    after = body(section("Rest", "<p>Lie <b>up</b>.</p><p>Sleep.</p>"))
    assert changed(body(FIRST), after) == ["Lie <b>down</b>.", "Lie <b>up</b>."]
    assert changed(body(FIRST), {**body(FIRST), "summary": "Ten."}) == ["Rest helps.", "Ten."]
