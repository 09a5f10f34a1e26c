"""Findings in stored content, as the approval and the reviewer's panel list them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from headhealth.blocks.care_card import CareCardStreamBlock
from headhealth.blocks.findings import BlockFinding, stream_findings, text_findings
from tests import factories
from tests.integration.blocks import stream_data as data
from tests.integration.blocks.stream_data import BODY, body

LONG = "<p>" + "Word " + "word " * 20 + ".</p>"


def brief(findings: list[BlockFinding]) -> list[tuple[str, str, str]]:
    return [(finding.severity.value, finding.code, finding.label) for finding in findings]


def test_errors_then_advice_each_with_the_place_in_words(db: Any) -> None:
    value = body(
        data.section(text=LONG),
        data.card(heading="See a GP"),
        data.lists([], ["drive", "do not drive"]),
        data.faq("Why?"),
        data.treatments(("inline", {"name": "Rest", "risks": LONG})),
    )
    assert brief(stream_findings(value)) == [
        ("error", "care_card_heading", "2. Care card › Heading"),
        ("error", "dont_item_wording", "3. Dos and don'ts › Don't › 1"),
        ("advice", "long_sentences", "1. Text section › Text"),
        (
            "advice",
            "treatment_facets_missing",
            "5. Treatment section › Treatments › 1. Treatment written here",
        ),
        (
            "advice",
            "long_sentences",
            "5. Treatment section › Treatments › 1. Treatment written here"
            " › Risks and side effects",
        ),
    ]


def test_a_finding_is_complete(db: Any) -> None:
    stored = data.section(text=LONG)
    stored["id"] = "11111111-1111-1111-1111-111111111111"
    (finding,) = stream_findings(body(data.section("First"), stored))

    assert finding.path == (1, "text")
    assert finding.block_id == stored["id"]
    assert finding.message == "One sentence has more than 20 words. Split it where you can."
    assert finding.excerpt.startswith("Word word")


def test_messages_count_and_are_in_the_active_language(db: Any) -> None:
    (finding,) = stream_findings(body(data.section(text=LONG * 2)))
    assert finding.message.startswith("2 sentences have")
    with translation.override("fr"):
        assert stream_findings(body(data.section("")))[0].message == "Champ requis."


def test_what_is_chosen_but_not_live_is_pointed_out(home: Any) -> None:
    symptom = factories.SymptomFactory(name="draft symptom")
    page = factories.ConditionPageFactory(parent=home, title="Draft page")
    value = body(data.symptom_list((symptom.pk, "")), data.causes({"name": "x", "page": page.pk}))
    findings = stream_findings(value)

    assert {finding.code for finding in findings} == {"choice_not_live"}
    assert [finding.message.split("”")[0] for finding in findings] == [
        "“draft symptom",
        "“Draft page",
    ]


def test_skin_is_a_matter_of_the_whole_page(db: Any) -> None:
    rash = data.section(text="<p>You may get a rash.</p>")
    (finding,) = stream_findings(body(rash))
    assert (finding.code, finding.label, finding.path) == ("skin_tones_missing", "", ())

    brown = data.section("Skin", "<p>It looks grey on brown or black skin.</p>")
    assert stream_findings(body(rash, brown)) == []


def test_other_streams_are_checked_too(db: Any) -> None:
    block = CareCardStreamBlock()
    stored = {"type": "care_card", "value": {"level": "urgent", "heading": "x", "text": "<p>y</p>"}}
    value = block.to_python([stored, stored])

    assert [(finding.code, finding.path) for finding in stream_findings(value)] == [
        ("care_card_heading", (0, "heading")),
        ("care_card_heading", (1, "heading")),
        ("care_card_level_repeated", (1, "level")),
    ]


def test_an_empty_stream_says_so(db: Any) -> None:
    assert brief(stream_findings(body())) == [("error", "invalid", "")]


@pytest.mark.parametrize(
    "damaged",
    [
        {"type": "text_section", "value": None},
        {"type": "text_section", "value": "text"},
        {"type": "text_section"},
        {"type": "text_section", "value": {"heading": 5, "text": {"a": 1}}},
        {"type": "text_section", "value": {"heading": ["x"], "aspect": [], "text": 7}},
        {"type": "faq", "value": {"heading": "x", "questions": None}},
        {"type": "faq", "value": {"heading": "x", "questions": [None, 5]}},
        {"type": "table", "value": {"table": {"columns": [{"type": "gone", "heading": "x"}]}}},
        {"type": "table", "value": {"table": {"columns": 5}}},
        {"type": "treatment_section", "value": {"heading": "x", "treatments": 5}},
        {"type": "treatment_section", "value": {"heading": "x", "treatments": [{"a": 1}]}},
        {"type": "symptom_list", "value": {"heading": "x", "entries": [{"symptom": "x"}]}},
        {"type": "dos_and_donts", "value": {"dos": [{"a": 1}, 5], "donts": [None, None]}},
        {"type": "image", "value": {"image": "x"}},
        {"type": "care_card", "value": {"level": 7, "heading": None, "text": None}},
    ],
)
def test_a_damaged_block_is_reported_and_the_rest_is_checked(
    db: Any, damaged: dict[str, Any]
) -> None:
    value = body(data.card(heading="See a GP"), damaged, data.section(text=LONG))
    findings = stream_findings(value)

    assert {finding.path[0] for finding in findings if finding.severity == "error"} == {0, 1}
    assert ("care_card_heading", (0, "heading")) in [(f.code, f.path) for f in findings]
    assert ("long_sentences", (2, "text")) in [(f.code, f.path) for f in findings]


def test_what_is_no_stream_is_reported(db: Any) -> None:
    (finding,) = stream_findings(BODY.to_python("<p>Once this was rich text.</p>"))
    assert finding.code == "content_unreadable"


def test_texts_outside_of_blocks() -> None:
    (finding,) = text_findings(LONG, label="Risks")
    assert (finding.label, finding.code, finding.path) == ("Risks", "long_sentences", ())
    names = "\n".join(["migraine with a long name"] * 20)
    assert text_findings(names) == text_findings("") == text_findings(None) == []


def test_no_query_for_each_choice(home: Any, django_assert_max_num_queries: Any) -> None:
    symptoms = [factories.SymptomFactory() for _ in range(30)]
    value = body(data.symptom_list(*((symptom.pk, "") for symptom in symptoms)))
    with django_assert_max_num_queries(1):
        stream_findings(value)
