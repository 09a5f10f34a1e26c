"""Warning callouts."""

from __future__ import annotations

import pytest

from headhealth.rules.callouts import (
    check_number,
    check_seeks_no_care,
    check_text_seeks_no_care,
)


@pytest.mark.parametrize(
    "text",
    [
        "Call 999 if you feel worse.",
        "Call NHS 111.",
        "Call for an ambulance.",
        "See a GP if it lasts.",
        "Then visit your local pharmacist.",
        "Contact your doctor at once.",
        "Go to A&E.",
        "Go straight to your nearest hospital.",
        "Go to the emergency department.",
        "You should seek medical advice.",
        "Get urgent help.",
        "Ask for an urgent GP appointment.",
        "Make an appointment with your nurse.",
        "It is common. SEEK MEDICAL ATTENTION",
    ],
)
def test_seeking_care_belongs_in_a_care_card(text: str) -> None:
    assert [finding.code for finding in check_seeks_no_care(text)] == ["callout_seeks_care"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Painkillers taken too often can cause headaches.",
        "Ask your pharmacist before you take it with other medicines.",
        "Do not stop it without seeing your doctor.",
        "You do not need to see a GP for this.",
        "Do not wait until you see a doctor.",
        "Doctors call it a migraine.",
        "Keep tablets out of reach; go to bed early.",
        "It was seen in 112 of 999 people.",
    ],
)
def test_other_warnings_are_left_alone(text: str) -> None:
    assert check_seeks_no_care(text) == []


def test_rich_text_is_searched_passage_by_passage() -> None:
    findings = check_text_seeks_no_care("<p>Fine.</p><ul><li>and <b>see</b> a GP</li></ul>")

    assert findings[0].params == {"phrase": "see a GP"}
    assert findings[0].excerpt == "and see a GP"
    assert check_text_seeks_no_care("<p>Do not see</p><p>a GP</p>") == []


def test_two_callouts_are_enough() -> None:
    assert check_number(2) == []
    assert [index for index, _finding in check_number(4)] == [2, 3]
