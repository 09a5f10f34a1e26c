"""Rules for what readers write."""

from __future__ import annotations

from datetime import date

import pytest

from headhealth.rules.characters import without_invisible
from headhealth.rules.comments import (
    gives_an_email_address,
    has_words,
    last_day_open,
    names_an_address,
)


@pytest.mark.parametrize(
    ("opened_on", "days", "last_day"),
    [
        (date(2026, 1, 1), 1, date(2026, 1, 2)),
        (date(2026, 1, 31), 90, date(2026, 5, 1)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(9999, 12, 1), 3650, date.max),
    ],
)
def test_last_day_open(opened_on, days, last_day):
    assert last_day_open(opened_on, days) == last_day


@pytest.mark.parametrize("name", ["a@b", "https://x", "WWW.x.example"])
def test_names_an_address__finds_it(name):
    assert names_an_address(name)


@pytest.mark.parametrize("name", ["Ada", "Dr. O’Neill-Smith", "awww", "王芳", "J.R."])
def test_names_an_address__lets_names_pass(name):
    assert not names_an_address(name)


@pytest.mark.parametrize("text", ["a.b+c@d-e.example", "mail:a@b.co", "<a@b.example>", "ä@ö.de"])
def test_gives_an_email_address__finds_it(text):
    assert gives_an_email_address(f"Write to {text}, please.")


@pytest.mark.parametrize("text", ["@", "a @ b.c", "5 @ 3.50", "a@b", "me@home. Then rest"])
def test_gives_an_email_address__lets_other_signs_pass(text):
    assert not gives_an_email_address(text)


@pytest.mark.parametrize(
    ("text", "says"), [("", False), ("…!\u200b", False), ("🤕", False), ("ok", True), ("٣", True)]
)
def test_has_words(text, says):
    assert has_words(text) is says


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("a\r\nb\rc\td", "a\nb\nc\td", id="lines_and_tabs"),
        pytest.param("a\x00\x1b\x7fb", "ab", id="control"),
        pytest.param("\u202ea\u2066b\u2069", "ab", id="turning"),
        pytest.param("\u200fא\u200c", "\u200fא\u200c", id="marks_that_scripts_need"),
        pytest.param("half \ud83d", "half \ufffd", id="surrogate"),
    ],
)
def test_without_invisible(text, kept):
    assert without_invisible(text) == kept
