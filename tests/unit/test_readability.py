"""Sentences, words and paragraphs."""

from __future__ import annotations

import pytest

from headhealth.rules.findings import EXCERPT_LENGTH, Severity
from headhealth.rules.readability import check_readability
from headhealth.rules.rich_text import read_rich_text
from headhealth.rules.sentences import count_words, split_sentences

TWENTY_WORDS = "Word" + " word" * 19


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("...", 0),
        ("One. Two! Three? Four", 4),
        ("Painkillers, e.g. aspirin, help. See Dr. Smith.", 2),
        ("It lasts approx. 2.5 hours. Then it stops.", 2),
        ("“Is it bad?” he asked. It is not.", 2),
        ("Wait… It passes.", 2),
        ("这是头痛。会好的。", 2),
        ("هل هو خطير؟ لا.", 2),
        ("Vitamin B. It helps.", 1),  # read as an initial: advice rather too little than too much
    ],
)
def test_sentences_are_split(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


def test_words_are_counted_as_people_count_them() -> None:
    assert count_words("Don't take 1,000 mg of X-ray-like pills – ever!") == 8


def test_twenty_words_are_fine_and_one_more_is_not() -> None:
    assert check_readability(read_rich_text(f"<p>{TWENTY_WORDS}.</p>")) == []

    findings = check_readability(read_rich_text(f"<p>Short. {TWENTY_WORDS} more.</p>" * 2))
    assert [f.code for f in findings] == ["long_sentences"]
    assert findings[0].severity is Severity.ADVICE
    assert findings[0].params == {"count": 2, "limit": 20}
    assert findings[0].excerpt.startswith("Word word")
    assert len(findings[0].excerpt) <= EXCERPT_LENGTH


def test_three_sentences_are_a_paragraph_and_four_are_too_many() -> None:
    assert check_readability(read_rich_text("<p>A b. C d. E f.</p><p>G h.</p>")) == []

    findings = check_readability(read_rich_text("<ul><li>A b. C d. E f. G h.</li></ul>"))
    assert [f.code for f in findings] == ["long_paragraphs"]


def test_headings_are_no_sentences() -> None:
    assert check_readability(read_rich_text(f"<h3>{TWENTY_WORDS} more</h3>")) == []


def test_a_megabyte_is_checked() -> None:
    findings = check_readability(read_rich_text("<p>" + "word " * 200_000 + "</p>"))
    assert [f.code for f in findings] == ["long_sentences"]
