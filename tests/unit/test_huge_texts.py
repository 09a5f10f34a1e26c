"""No rule takes long over a megabyte, whatever it is made of."""

from __future__ import annotations

import time

import pytest

from headhealth.rules.callouts import check_text_seeks_no_care
from headhealth.rules.care_cards import check_heading, check_links
from headhealth.rules.dos_and_donts import check_dont_item
from headhealth.rules.images import check_alternative_text
from headhealth.rules.numbers import check_numbers
from headhealth.rules.readability import check_readability
from headhealth.rules.rich_text import read_plain_text
from headhealth.rules.skin_tones import check_skin_tones

PIECES = [
    "word ",
    "word",
    ". ",
    ".",
    "...x",
    "1",
    "1,",
    "1 in ",
    "1%",
    "1 in 7 people. ",
    "red skin ",
    "skin a b ",
    "brown ",
    "call ",
    "see a ",
    "go to the ",
    "do not ",
    "e.g. ",
    "if:",
    " ",
    "\n",
    "🤕",
    "ا",
    "<p>",
    ")",
]


@pytest.mark.parametrize("piece", PIECES)
def test_every_rule(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    content = read_plain_text(text)
    started = time.perf_counter()

    check_readability(content)
    check_numbers(content)
    check_skin_tones(text)
    check_text_seeks_no_care(text)
    check_heading(text)
    check_links("emergency", text)
    check_dont_item(text)
    check_alternative_text(text, False)

    assert time.perf_counter() - started < 20
