"""Care cards."""

from __future__ import annotations

import pytest

from headhealth.rules.care_cards import (
    CareCardLevel,
    check_heading,
    check_links,
    check_one_of_each_level,
)
from headhealth.rules.findings import Severity


@pytest.mark.parametrize("heading", ["Call 999 if:", "See a GP IF: ", "", "  "])
def test_a_heading_that_calls_to_action(heading: str) -> None:
    assert check_heading(heading) == []


@pytest.mark.parametrize("heading", ["Call 999", "Call 999 if", "Watch this gif:", "When if: so"])
def test_a_heading_that_does_not_end_in_if(heading: str) -> None:
    findings = check_heading(heading)

    assert [finding.code for finding in findings] == ["care_card_heading"]
    assert findings[0].severity is Severity.ERROR
    assert findings[0].excerpt == heading


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://example.org">more</a>',
        '<a linktype="page" id="3">more</a>',
        '<a linktype="source" id="3">more</a>',
        '<a href="mailto:a@b.c">more</a>',
        '<a title=">" href="#x">more</a>',
        "<a>more</a>",
    ],
)
def test_an_emergency_card_links_nowhere(link: str) -> None:
    findings = check_links(CareCardLevel.EMERGENCY, f"<p>{link}</p>")

    assert [finding.code for finding in findings] == ["care_card_link"]
    assert findings[0].params == {"link": "more"}
    assert check_links("urgent", f"<p>{link}</p>") == []


def test_an_emergency_card_may_link_to_a_telephone() -> None:
    assert check_links("emergency", '<p><a href="tel:999">Call 999</a></p>') == []


def test_one_card_of_each_level() -> None:
    levels = ["urgent", "emergency", "", "urgent", "", "urgent"]

    assert [index for index, _finding in check_one_of_each_level(levels)] == [3, 5]
