"""Empty, huge, right-to-left, emoji, scripts, broken HTML, and very long pages."""

from __future__ import annotations

import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from headhealth.blocks.error_tree import leaf_errors
from headhealth.blocks.findings import stream_findings
from tests.integration.blocks import stream_data as data
from tests.integration.blocks.stream_data import BODY, body

MEGABYTE = "word " * 200_000
WORDS = {
    "empty": "",
    "blank": " \n\t ",
    "right-to-left": "أسباب الصداع\u202e",
    "emoji": "🤕❤️",
    "script": "<script>alert(1)</script>",
    "broken": "<p><b>a</i><a href='x'<ul></li> & &nope; &#0; <",
    "template": "{{ page }}{% now 'Y' %} %(x)s %s {0}",
    "control": "a\x0bb\u2028c\ufeff",
}


def every_block(text: str) -> list[dict[str, Any]]:
    """Each block with ``text`` in all of its fields, plain and rich."""
    return [
        data.section(text, text),
        data.causes({"name": text, "text": text}, heading=text),
        data.treatments(("inline", {"name": text, "risks": text}), heading=text),
        data.faq(text, heading=text),
        data.card("emergency", text, text),
        data.lists([text, text], [text, text]),
        data.callout(text, text),
        data.table(text, [text, text], [text, text], row_headings=True),
        data.symptom_list(heading=text),
        {"type": "image", "value": {"image": {}, "caption": text, "credit": text}},
        {"type": "expander", "value": {"summary": text, "text": text}},
    ]


def render(value: Any) -> BeautifulSoup:
    return BeautifulSoup(BODY.render(value, {"request": RequestFactory().get("/")}), "html.parser")


def errors(value: Any) -> set[str]:
    try:
        BODY.clean(value)
    except ValidationError as tree:
        return {error.code for _path, error in leaf_errors(tree)}
    return set()


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS.keys())
def test_any_words_are_saved_checked_and_shown(db: Any, text: str) -> None:
    value = body(*every_block(text))

    assert len(BODY.clean_deferred(value)) == len(value)
    errors(value)
    assert stream_findings(value)
    page = render(value)
    # An anchor is there and can be the end of a link, whatever the heading is.
    assert all(h["id"] and not h["id"].isspace() for h in page.find_all("h2"))
    assert page.find_all("details")[0]["id"].startswith("q-")


def test_a_megabyte_is_kept_or_refused_with_a_message(db: Any) -> None:
    value = body(*every_block(MEGABYTE))
    started = time.perf_counter()

    assert "max_length" in errors(value)
    assert stream_findings(value)
    render(value)
    assert time.perf_counter() - started < 240

    rich = body(data.section("Overview", f"<p>{MEGABYTE}</p>"))
    assert errors(rich) == set()
    assert MEGABYTE.strip() in render(rich).get_text()


def test_three_hundred_blocks(db: Any, django_assert_max_num_queries: Any) -> None:
    paragraph = "<p>About 1 in 7 people have it. It passes.</p>" * 5
    children = [data.section(f"Section {n}", paragraph) for n in range(150)]
    children += [data.faq(f"Question {n}?", heading=f"Questions {n}") for n in range(75)]
    children += [data.table(f"Table {n}", ["a", "b"], ["1", "2"]) for n in range(75)]
    value = body(*children)
    started = time.perf_counter()
    with django_assert_max_num_queries(1):
        assert errors(value) == set()
        assert stream_findings(value) == []
        assert len(render(value).find_all("h2")) == 225
    assert time.perf_counter() - started < 80
