"""How numbers are given."""

from __future__ import annotations

import pytest

from headhealth.rules.numbers import check_numbers
from headhealth.rules.rich_text import read_rich_text


def codes(html: str) -> list[str]:
    return [finding.code for finding in check_numbers(read_rich_text(html))]


@pytest.mark.parametrize(
    "html",
    [
        "<p>About 1 in 7 people have it.</p>",
        "<p>About one person in every seven has it.</p>",
        "<p>About 1 in 7 people (14%) have it.</p>",
        "<p>7 people out of 100, or 7 per cent.</p>",
        "<h3>100% of it</h3>",
        "<p>Take 500 mg in the morning.</p>",
    ],
)
def test_numbers_that_people_understand(html: str) -> None:
    assert codes(html) == []


@pytest.mark.parametrize("number", ["14%", "14 %", "14.5%", "14 per cent", "14 percent", "١٤٪"])
def test_a_percentage_alone(number: str) -> None:
    assert codes(f"<p>About {number} have it.</p>") == ["percentage_alone"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>1 in 7 people.</p><p>2 out of 10 people.</p>",
        "<p>1 in 7 people.</p><p>20% of them.</p>",
    ],
)
def test_mixed_forms(html: str) -> None:
    assert "number_formats_mixed" in codes(html)
