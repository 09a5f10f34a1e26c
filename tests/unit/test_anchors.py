"""Anchors of headings and questions."""

from __future__ import annotations

import pytest

from headhealth.rules.anchors import (
    MAX_LENGTH,
    Anchored,
    check_unique,
    question_anchor,
    section_anchor,
)


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("When to get help", "when-to-get-help"),
        ("  What is it?  ", "what-is-it"),
        ("Don’t panic – it's common/normal", "dont-panic-its-common-normal"),
        ("Crème brûlée", "crème-brûlée"),
        ("أسباب الصداع", "أسباب-الصداع"),
        ("सिर दर्द के कारण", "सिर-दर्द-के-कारण"),
        ("头痛的原因", "头痛的原因"),
        ("❤️ Heart 1️⃣", "heart-1"),
        ("<script>alert(1)</script>", "scriptalert1-script"),
    ],
)
def test_an_anchor_follows_the_words_of_any_script(heading: str, anchor: str) -> None:
    assert section_anchor(heading) == anchor
    assert question_anchor(heading) == f"q-{anchor}"


@pytest.mark.parametrize("heading", ["🤕", "❤️", "?!", "—", "\u200f\u202e", "\ud800"])
def test_without_words_the_anchor_is_still_there_and_stable(heading: str) -> None:
    assert section_anchor(heading) == section_anchor(heading)
    assert section_anchor(heading).startswith("section-")
    assert section_anchor(heading) != section_anchor("🩺")
    assert question_anchor(heading).startswith("q-question-")


def test_an_empty_heading_has_an_anchor() -> None:
    assert section_anchor("") == section_anchor("  ") == "section"
    assert question_anchor("") == "q-question"


@pytest.mark.parametrize("heading", ["Main", "Source 1", "Cite 1 2", "Q fever", "hh sources"])
def test_ids_of_the_page_itself_are_not_taken(heading: str) -> None:
    assert section_anchor(heading).startswith("section-")


def test_a_megabyte_makes_a_short_anchor() -> None:
    assert len(section_anchor("word " * 200_000)) <= MAX_LENGTH


def test_the_second_of_two_equal_anchors_is_reported_with_the_first() -> None:
    headings = ["Symptoms", "Causes", "SYMPTOMS!", "", ""]
    found = check_unique(Anchored(text, section_anchor(text)) for text in headings)

    assert [(index, finding.code) for index, finding in found] == [(2, "heading_repeated")]
    assert found[0][1].params == {"earlier": "Symptoms"}


def test_a_question_and_a_heading_of_the_same_words_do_not_clash() -> None:
    text = "Is it catching?"
    question = Anchored(text, question_anchor(text), is_question=True)

    assert check_unique([Anchored(text, section_anchor(text)), question]) == []
    assert check_unique([question, question])[0][1].code == "question_repeated"
