"""Rules stop what is submitted or published, at the child they are about, and never a draft."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from headhealth.blocks.care_card import CareCardStreamBlock
from headhealth.blocks.error_tree import leaf_errors
from headhealth.blocks.faq import FAQStreamBlock
from headhealth.blocks.symptoms import SymptomEntryStreamBlock
from tests import factories
from tests.integration.blocks import stream_data as data
from tests.integration.blocks.stream_data import BODY, body


def problems(value: Any, block: Any = BODY) -> list[tuple[tuple[Any, ...], str]]:
    """Path and code of every error that keeps ``value`` from being published."""
    try:
        block.clean(value)
    except ValidationError as tree:
        # What the editor's script gets must be complete as well.
        tree.as_json_data()
        return [(path, error.code) for path, error in leaf_errors(tree)]
    return []


SOUND = [
    data.section(),
    data.card("urgent"),
    data.card("emergency", "Call 999 if:", '<p><a href="tel:999">Call</a></p>'),
    data.callout(),
    data.callout(),
    data.lists(["rest", "drink"], []),
    data.lists([], ["do not drive", "Do not drink"]),
    data.faq("Is it catching?", "Is it common?"),
    data.table("Readings", ["a", "b"], ["1", "2"], row_headings=True),
    data.causes({"name": "Stress"}),
    data.treatments(("inline", {"name": "Rest", "risks": "<p>None.</p>"})),
    {"type": "expander", "value": {"summary": "More", "text": "<p>More.</p>"}},
]

UNSOUND = [
    ([data.card(heading="See a GP")], [((0, "heading"), "care_card_heading")]),
    ([data.card(), data.card()], [((1, "level"), "care_card_level_repeated")]),
    (
        [data.card("emergency", "Call if:", '<p><a href="https://x.org">x</a></p>')],
        [((0, "text"), "care_card_link")],
    ),
    ([data.card(text="<p> </p>")], [((0, "text"), "rich_text_empty")]),
    ([data.card(text="")], [((0, "text"), "required")]),
    ([data.callout()] * 4, [((2,), "callouts_too_many"), ((3,), "callouts_too_many")]),
    ([data.callout("See a doctor")], [((0, "heading"), "callout_seeks_care")]),
    ([data.callout(text="<p>Call 999.</p>")], [((0, "text"), "callout_seeks_care")]),
    ([data.lists([], [])], [((0,), "dos_and_donts_empty")]),
    ([data.lists(["rest"], [])], [((0, "dos"), "list_of_one")]),
    (
        [data.lists([], ["do not drive", "don't drink"])],
        [((0, "donts", 1), "dont_item_wording")],
    ),
    (
        [data.lists(["rest", ""], ["drive"])],
        [
            ((0, "dos", 1), "required"),
            ((0, "donts"), "list_of_one"),
            ((0, "donts", 0), "dont_item_wording"),
        ],
    ),
    ([data.faq()], [((0, "questions"), "faq_empty")]),
    (
        [data.faq("Why?"), data.faq("why", heading="More")],
        [((1, "questions", 0, "question"), "question_repeated")],
    ),
    ([data.section(), data.section("OVERVIEW!")], [((1, "heading"), "heading_repeated")]),
    ([data.symptom_list()], [((0, "entries"), "symptom_list_empty")]),
    ([data.causes()], [((0, "causes"), "causes_empty")]),
    ([data.treatments()], [((0, "treatments"), "treatments_empty")]),
    (
        [data.treatments(("inline", {"name": "Rest"}))],
        [((0, "treatments", 0), "treatment_empty")],
    ),
    ([data.table("", ["a"], ["1"])], [((0, "table"), "table_caption_missing")]),
    ([data.table("x", ["a", ""], ["1", "2"])], [((0, "table"), "table_heading_missing")]),
    ([data.table("x", [])], [((0, "table"), "table_empty")]),
    ([data.section("")], [((0, "heading"), "required")]),
    ([{"type": "image", "value": {}}], [((0, "image", "image"), "required")]),
]


def test_sound_content_passes(db: Any) -> None:
    assert problems(body(*SOUND)) == []


@pytest.mark.parametrize(("children", "expected"), UNSOUND)
def test_unsound_content_is_stopped_at_the_place(
    db: Any, children: list[Any], expected: list[Any]
) -> None:
    # A sound block before it shifts every position by one.
    value = body(data.section("Before it"), *children)
    shifted = [((index + 1, *path), code) for (index, *path), code in expected]

    assert sorted(problems(value), key=str) == sorted(shifted, key=str)


@pytest.mark.parametrize(("children", "expected"), UNSOUND)
def test_a_draft_is_saved_with_it(db: Any, children: list[Any], expected: list[Any]) -> None:
    cleaned = BODY.clean_deferred(body(*children))

    assert len(cleaned) == len(children)
    assert problems(body(*children)), "the rules are back after a draft was saved"


def test_every_message_can_be_shown(db: Any) -> None:
    for children, _expected in UNSOUND:
        with pytest.raises(ValidationError) as caught:
            BODY.clean(body(*children))
        for _path, error in leaf_errors(caught.value):
            assert all(message and "%(" not in message for message in error.messages)


def test_a_draft_saved_in_another_thread_lets_nothing_through(db: Any, monkeypatch: Any) -> None:
    """Wagtail defers validation on the block itself, which the threads of a server share."""
    deferred, published = threading.Event(), threading.Event()
    other = body(data.faq("Why?"))
    stock_clean = type(BODY.child_blocks["faq"]).clean

    def slow_clean(self: Any, value: Any) -> Any:
        deferred.set()
        published.wait(timeout=0.5)
        return stock_clean(self, value)

    with monkeypatch.context() as patch:
        patch.setattr(type(BODY.child_blocks["faq"]), "clean", slow_clean)
        autosave = threading.Thread(target=BODY.clean_deferred, args=(other,))
        autosave.start()
        deferred.wait()
        found = problems(body(data.card(heading="See a GP")))
        published.set()
        autosave.join()

    assert found == [((0, "heading"), "care_card_heading")]


def test_an_image_needs_words_or_a_mark(db: Any, image: Any) -> None:
    def image_problems(alt_text: str, decorative: bool = False) -> Any:
        inner = {"image": image.pk, "alt_text": alt_text, "decorative": decorative}
        return problems(body({"type": "image", "value": {"image": inner}}))

    assert image_problems("A stiff neck") == []
    assert image_problems("", decorative=True) == []
    assert image_problems("") == [((0, "image", "alt_text"), "image_alt_missing")]
    assert image_problems("a.png") == [((0, "image", "alt_text"), "image_alt_is_file_name")]


def test_a_symptom_is_listed_once(db: Any) -> None:
    symptom = factories.SymptomFactory()

    value = body(data.symptom_list((symptom.pk, ""), (symptom.pk, "again")))

    assert problems(value) == [((0, "entries", 1, "symptom"), "choice_repeated")]


def test_a_deleted_symptom_is_asked_for(db: Any) -> None:
    assert problems(body(data.symptom_list((999, "")))) == [
        ((0, "entries", 0, "symptom"), "required")
    ]


def test_page_fields_have_the_rules_of_a_page(db: Any) -> None:
    cards, questions = CareCardStreamBlock(), FAQStreamBlock()
    card = {"level": "urgent", "heading": "See a GP if:", "text": "<p>a</p>"}
    question = {"question": "Why?", "answer": "<p>So.</p>"}
    symptom = factories.SymptomFactory()
    entry = {"symptom": symptom.pk, "level": "urgent", "note": "", "conditions": []}

    def twice(block: Any, name: str, value: Any) -> Any:
        return problems(block.to_python([{"type": name, "value": value}] * 2), block)

    assert twice(cards, "care_card", card) == [((1, "level"), "care_card_level_repeated")]
    assert twice(questions, "question", question) == [((1, "question"), "question_repeated")]
    assert twice(SymptomEntryStreamBlock(), "entry", entry) == [((1, "symptom"), "choice_repeated")]
