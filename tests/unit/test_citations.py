"""Citations in stored rich text: found, replaced and listed, whatever the HTML looks like."""

from __future__ import annotations

import random

import pytest
from wagtail import blocks
from wagtail.rich_text import RichText

from headhealth.snippets.citations import (
    Citation,
    _CitationParser,
    find_citations,
    parse_key,
    remove_citations,
    replace_citations,
)
from headhealth.snippets.cited_sources import cited_source_ids


def cite(source_id: object, label: str = "[NHS, 2023]") -> str:
    return f'<a linktype="source" id="{source_id}">{label}</a>'


def number(citation: Citation) -> str:
    return f"({citation.source_id})"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", 12),
        (12, 12),
        ("007", 7),
        ("9223372036854775807", 9223372036854775807),
        pytest.param("9223372036854775808", None, id="more than a database can hold"),
        pytest.param("9" * 5000, None, id="more digits than Python reads"),
        ("0", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("²", None),
        (" 1", None),
        ("1 OR 1=1", None),
        ("", None),
        (None, None),
        (True, None),
        ([1], None),
    ],
)
def test_parse_key(value: object, expected: int | None) -> None:
    assert parse_key(value) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(f"<p>Pain {cite(1)}.</p>", "<p>Pain(1).</p>", id="space before goes"),
        pytest.param(f"<p>Pain\xa0{cite(1)}.</p>", "<p>Pain(1).</p>", id="no-break space too"),
        pytest.param(f"<p>Pain{cite(1)} {cite(2)}.</p>", "<p>Pain(1)(2).</p>", id="sit together"),
        pytest.param(f"<p>Pain {cite(1)}x</p>", "<p>Pain (1)x</p>", id="words stay apart"),
        pytest.param(
            f"<p>Pain {cite(1)} {cite(2)}x</p>", "<p>Pain (1) (2)x</p>", id="words stay apart, two"
        ),
        pytest.param(f"{cite(1)}{cite(1)}", "(1)(1)", id="the same twice"),
        pytest.param(
            f"<p>É {cite(1)}\nß 👩‍⚕️ {cite(2)}\r\nع</p>",
            "<p>É(1)\nß 👩‍⚕️(2)\r\nع</p>",
            id="lines and characters of any width",
        ),
        pytest.param(
            "<p>a <b>b</b>&amp;&lt;&nbsp;<br/>c" + cite(1) + '<a href="#x">d</a></p>',
            "<p>a <b>b</b>&amp;&lt;&nbsp;<br/>c(1)" + '<a href="#x">d</a></p>',
            id="everything else stays as it is",
        ),
        pytest.param(cite(1, "<b>[NHS,</b> <i>2023]</i>"), "(1)", id="formatted label"),
        pytest.param(cite(1, ""), "(1)", id="empty"),
        pytest.param(cite(1, "half of people"), "half of people(1)", id="around words"),
        pytest.param(cite("x"), "(None)", id="id is no number"),
        pytest.param('<a linktype="source">[NHS]</a>', "(None)", id="no id"),
        pytest.param("<A ID='1' LINKTYPE='source'>[NHS]</A>", "(1)", id="other spelling"),
        pytest.param(
            '<p><a linktype="source" id="1">[NHS] more</p><p>text</p>',
            "<p>(1)[NHS] more</p><p>text</p>",
            id="no end: words stay",
        ),
        pytest.param(
            '<a linktype="source" id="1"><a linktype="source" id="2">[NHS]</a>',
            "(1)(2)",
            id="one in another",
        ),
        pytest.param(
            '<b><a linktype="source" id="1">[NHS]</b></a>',
            "<b>(1)[NHS]</b></a>",
            id="tags across each other",
        ),
        pytest.param('<a linktype="source" id="1"/>x</a>', "x(1)", id="closes itself"),
        pytest.param('<a linktype="source" id="1">[NHS', "(1)[NHS", id="cut off in the label"),
        pytest.param('<p><a linktype="source" id="1"', '<p><a linktype="source" id="1"', id="cut"),
        pytest.param(f"{cite(1)}<![x {cite(2)}", f"(1)<![x {cite(2)}", id="bad declaration"),
        pytest.param(
            f"<script>{cite(1)}</script>", f"<script>{cite(1)}</script>", id="not in a script"
        ),
        pytest.param(
            f"<scr{cite(1)}ipt>", f"<scr{cite(1)}ipt>", id="makes no tag of what was none"
        ),
        pytest.param('<a linktype="page" id="1">x</a>', '<a linktype="page" id="1">x</a>'),
        pytest.param("", ""),
    ],
)
def test_replace_citations(html: str, expected: str) -> None:
    assert replace_citations(html, number) == expected


def test_remove_citations() -> None:
    assert remove_citations(f"<p>Pain {cite(1)} {cite(2)}.</p>") == "<p>Pain.</p>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(cite(1) + "<a " * 300_000, id="opened tags"),
        pytest.param(cite(1) + "<a " * 300_000 + ">", id="opened tags and an end"),
        pytest.param(cite(1) + "<" * 1_000_000, id="angle brackets"),
        pytest.param(cite(1) + "&" * 1_000_000, id="ampersands"),
        pytest.param("\n" * 1_000_000 + cite(1), id="lines"),
        pytest.param(cite(1) + "<b>" * 300_000, id="nested tags"),
    ],
)
def test_find_citations__a_megabyte(html: str) -> None:
    # A parser that starts anew at every character would not come back from this.
    assert [citation.source_id for citation in find_citations(html)] == [1]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), []),
        ((None, "", 3, True, b"x"), []),
        ((cite(2) + cite(1), cite(2)), [2, 1]),
        ((RichText(cite(3)),), [3]),
        ((cite("x"), cite(-1), '<a linktype="source">x</a>'), []),
        (([{"type": "text", "value": cite(1)}, {"type": "list", "value": [cite(4)]}],), [1, 4]),
        (({"rows": [{"values": [cite(1), {"deep": [[cite(2)]]}]}]},), [1, 2]),
    ],
)
def test_cited_source_ids(values: tuple[object, ...], expected: list[int]) -> None:
    assert cited_source_ids(*values) == expected


class FacetsBlock(blocks.StructBlock):
    how_it_works = blocks.RichTextBlock()
    risks = blocks.RichTextBlock()
    steps = blocks.ListBlock(blocks.RichTextBlock())


class BodyBlock(blocks.StreamBlock):
    facets = FacetsBlock()
    stream = blocks.StreamBlock([("text", blocks.RichTextBlock())])


def test_cited_source_ids__stream_in_order_of_definition() -> None:
    # PostgreSQL sorts the keys of an object by length.
    raw = [
        {
            "type": "facets",
            "value": {
                "risks": cite(2),
                "steps": [{"type": "item", "value": cite(3)}, cite(4)],
                "how_it_works": cite(1),
            },
        },
        {"type": "stream", "value": [{"type": "text", "value": cite(5)}]},
        {"type": "gone", "value": cite(6)},
        {"type": "facets", "value": None},
    ]
    block = BodyBlock()
    value = blocks.StreamValue(block, raw, is_lazy=True)

    assert cited_source_ids(value) == [1, 2, 3, 4, 5, 6]
    assert value._bound_blocks == [None] * 4, "No block is evaluated."


def test_cited_source_ids__stream_made_in_python() -> None:
    value = BodyBlock().to_python([])
    value.append(("facets", {"how_it_works": RichText(cite(1)), "risks": RichText(cite(2))}))

    assert cited_source_ids(value) == [1, 2]


PIECES = [
    "word ",
    "&amp;",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<br/>",
    '<embed alt="[x]" embedtype="image" id="3"/>',
    '<a linktype="page" id="3">page</a>',
    '<a href="https://example.org/?a=1&amp;b=2">x</a>',
    cite(1),
    '<a id="2" linktype="source">[WHO]</a>',
    '<a linktype="source" linktype="page" id="3">twice</a>',
    '<a linktype="source">[NHS]</a>',
    cite(4, "source"),
    cite(5, "<b>[NHS]</b>"),
    "<A ID='6' LINKTYPE='source'>[NHS]</A>",
    '<a linktype="source" id="7">[NHS',
    "</a>",
    "<a",
    "<",
    ">",
    '"',
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<!",
]


@pytest.mark.parametrize("seed", range(200))
def test_find_citations__plain_html_is_read_as_the_parser_reads_it(seed: int) -> None:
    choose = random.Random(seed)
    # Mostly what the editor writes; at times what it never would.
    pieces = PIECES if choose.random() < 0.5 else PIECES[:15]
    html = cite(9) + "".join(choose.choices(pieces, k=choose.randint(1, 12)))

    assert find_citations(html) == _CitationParser(html).parse()
