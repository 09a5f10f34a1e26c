"""What may become a link, whoever wrote it."""

from __future__ import annotations

import pytest

from headhealth.rules.web_addresses import web_address, without_unsafe_links

HARMFUL = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\u200bscript:alert(1)",
    "\ufeffjavascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/x",
]
OF_OTHER_PROGRAMS = [
    "intent://alert(1)#Intent;end",
    "ms-msdt:/id alert(1)",
    "search-ms:query=alert(1)",
    "mhtml:https://example.org/alert(1)",
    "view-source:alert(1)",
    "View\tSource:alert(1)",
    "ftp://example.org/alert(1)",
    "&#105;ntent:alert(1)",
    "x.y+z-1:alert(1)",
]
INVISIBLE = [
    "\u3164", "\u115f", "\u1160", "\u2800", "\ufff9", "\ufffb", "\uffa0", "\u034f", "\u061c",
    "\u17b4", "\u180e", "\ufe0f", "\U000e0001", "\U000e0061", "\U000e007f", "\U000e0100",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        *HARMFUL,
        *OF_OTHER_PROGRAMS,
        *(f"https://example.org/{char}" for char in INVISIBLE),
        "",
        "example.org",
        "//example.org/",
        "/conditions/",
        "https:",
        "https://",
        "https:///path",
        "https:example.org",
        "http:\\\\example.org",
        "https://exa mple.org/",
        "https://example.org/\r\nSet-Cookie: a=1",
        "https://[::1",
        "ftp://example.org/",
        "mailto:a@example.org",
    ],
)
def test_web_address__is_nothing_else(text):
    assert web_address(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "HTTPS://example.org/a?b=javascript:c#d",
        "http://example.org:8080/ä",
        "https://doi.org/10.1002/(SICI)1096<1::AID>3.0.CO;2-K",
    ],
)
def test_web_address__is_kept_as_it_is(text):
    assert web_address(text) == text


@pytest.mark.parametrize("address", HARMFUL + OF_OTHER_PROGRAMS)
@pytest.mark.parametrize(
    "form",
    [
        '<p><a href="{}">Read</a></p>',
        "<p><a href='{}'>Read</a></p>",
        '<p><A HREF="{}" class="x">Read</A></p>',
        '<p><a\nhref = "{}">Read</a></p>',
        '<p><a/href="{}">Read</a></p>',
        '<p><a title=">" href="{}">Read</a></p>',
        '<p><a b"c href="{}">Read</a></p>',
        '<p><svg><a xlink:href="{}">Read</a></svg></p>',
        '<form action="{}">Read</form>',
        '<iframe src="{}">Read</iframe>',
        '<p><img srcset="{}"> Read</p>',
        '<p><a title="Note: x" b"c d\'e href="{}">Read</a></p>',
    ],
)
def test_rich_text__has_no_link_that_runs_code(form, address):
    html = without_unsafe_links(form.format(address))
    assert "Read" in html
    for word in ("alert(1)", "base64", "msgbox", "passwd", "blob"):
        # Gone with the tag, or a text that readers see.
        assert word not in html or "<a" not in html.partition(word)[0].rpartition("<")[2]
        assert f"{word}" not in html or "&lt;" in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "intent:x", "&#105;ntent:x"])
def test_rich_text__has_no_such_link_without_quotes(address):
    assert without_unsafe_links(f"<p><a href={address}>Read</a></p>") == "<p><a>Read</a></p>"


@pytest.mark.parametrize(
    "html",
    [
        '<meta http-equiv="refresh" content="0; url=https://example.org/">Read',
        "<META/HTTP-EQUIV=refresh content=0;url=/other/>Read",
        '<base href="https://example.org/">Read',
        '<base target="_blank">Read',
    ],
)
def test_rich_text__leads_readers_nowhere_else(html):
    assert without_unsafe_links(html) in ("<meta>Read", "<base>Read")


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://example.org/">x</a> <a href="/a/">y</a> <a href="#z">z</a></p>',
        '<p><a href="mailto:a@example.org">x</a> <a href="tel:111">y</a></p>',
        '<p><a linktype="page" id="3">x</a><a linktype="source" id="4">[N]</a></p>',
        "<p>Metadata: what javascript: means is no link.</p>",
        '<p>Data: 40% <a href="https://example.org/?q=data:1">of them</a></p>',
        '<p><a href="HTTPS://example.org/" title="Note: for adults">x</a> intent:x = intent:y</p>',
        '<p><embed alt="Figure 1: head" embedtype="image" format="left" id="4"/></p>',
        '<p><a href="/a:b/">x</a> <a href="?a:b">y</a> <a href="#a:b">z</a></p>',
        '<p data-block-key="a1b2c" aria-label="Note: x" style="color: red">x</p>',
        "",
    ],
)
def test_rich_text__without_such_links_is_unchanged(html):
    assert without_unsafe_links(html) == html


def test_rich_text__is_read_in_linear_time():
    assert without_unsafe_links("javascript:" + "<a " * 100_000)
