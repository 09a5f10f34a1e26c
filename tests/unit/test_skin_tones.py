"""Signs on the skin."""

from __future__ import annotations

import pytest

from headhealth.rules.skin_tones import check_skin_tones


@pytest.mark.parametrize(
    "text",
    [
        "You have a rash.",
        "The skin may look red and swollen.",
        "Redness is common.",
        "Look out for yellow skin.",
    ],
)
def test_brown_and_black_skin_are_missing(text: str) -> None:
    findings = check_skin_tones(f"Some text.\n{text}\nAnother section.")

    assert [finding.code for finding in findings] == ["skin_tones_missing"]
    assert findings[0].excerpt == text


@pytest.mark.parametrize(
    "text",
    [
        "You have a headache.",
        "A rash. It may be harder to see on brown or black skin.",
        "Redness, which looks purple where the skin is brown.",
        "Read books and stay in.",
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert check_skin_tones(text) == []
