"""Rich text as the rules read it."""

from __future__ import annotations

import time

import pytest

from headhealth.rules.rich_text import (
    Link,
    PassageKind,
    has_words,
    read_plain_text,
    read_rich_text,
    read_text,
)


def passages(html: str) -> list[tuple[str, str]]:
    return [(p.kind.value, p.text) for p in read_rich_text(html).passages]


def test_paragraphs_items_and_headings_are_told_apart() -> None:
    html = (
        "<h3>Signs</h3><p>You may <b>feel</b>&nbsp;sick.<br/>Or dizzy.</p>"
        "<ul><li>fever<ul><li>high</li></ul></li></ul>loose"
    )
    assert passages(html) == [
        ("heading", "Signs"),
        ("paragraph", "You may feel sick. Or dizzy."),
        ("item", "fever"),
        ("item", "high"),
        ("paragraph", "loose"),
    ]
    assert [p.kind for p in read_rich_text(html).prose].count(PassageKind.HEADING) == 0


def test_links_keep_what_they_lead_to() -> None:
    html = (
        '<p><a href="tel:999">Call</a> <a linktype="page" id="3">page</a>'
        ' <a linktype="source" id="7">[NHS]</a> <a href="HTTPS://x.org">x'
    )
    assert read_rich_text(html).links == (
        Link("tel:999", "", "Call"),
        Link("", "page", "page"),
        Link("", "source", "[NHS]"),
        Link("HTTPS://x.org", "", "x"),
    )
    assert [link.is_telephone for link in read_rich_text(html).links] == [True, False, False, False]


def test_labels_of_citations_are_no_text() -> None:
    assert passages('<p>Common.<a linktype="source" id="1">[A long name, 2020]</a></p>') == [
        ("paragraph", "Common.")
    ]
    assert not has_words('<p><a linktype="source" id="1">[1]</a> </p>')


@pytest.mark.parametrize(
    "html",
    ["", " ", "<p></p>", "<p> &nbsp;<br/></p>", "<script>x()</script>", "<style>p{}</style>"],
)
def test_what_nobody_sees_is_no_text(html: str) -> None:
    assert not has_words(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<p>b", "a\nb"),
        ("</p></p>a", "a"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<p>if <5", "if <5"),
        ("<p title='>'>x</p>", "x"),
        ("<![endif]--><p>x", "<![endif]-->\nx"),
        ("<!-- <p>x", "<!--\nx"),
        ("&lt;b&gt;", "<b>"),
        ("<p>مرحبا <b>بكم</b></p>", "مرحبا بكم"),
        ("\x00<p>x\x00</p>", "\x00\nx\x00"),
    ],
)
def test_broken_markup_is_read_as_far_as_it_goes(html: str, text: str) -> None:
    assert read_rich_text(html).text == text


def test_a_link_cannot_hide_behind_its_attributes() -> None:
    assert read_rich_text('<a title="x > y" href="https://x.org">z</a>').links[0].href


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!--", "<![CDATA[", "<?", "</", "<ul><li>", '<p a="', '<a href="', "&#", "word. "]
    + ["<script>", "<p>", "<a b", "<p a=''>", "<a='", '<a "">', "<p/", "<a a a a ", "</p "],
)
def test_a_megabyte_of_anything_is_read_in_seconds(piece: str) -> None:
    html = piece * (1_000_000 // len(piece))
    started = time.perf_counter()
    read_rich_text(html)
    assert time.perf_counter() - started < 20


def test_plain_text_has_a_paragraph_a_line() -> None:
    assert read_plain_text("one\n\n two  three ").text == "one\ntwo three"
    assert read_text("age < 5\nand up").text == "age < 5\nand up"
    assert read_text("<p>rich</p>").text == "rich"
