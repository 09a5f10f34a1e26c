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


@pytest.mark.parametrize(
    "text",
    [
        *HARMFUL,
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


@pytest.mark.parametrize("address", HARMFUL)
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
    ],
)
def test_rich_text__has_no_link_that_runs_code(form, address):
    html = without_unsafe_links(form.format(address))
    assert "Read" in html
    for word in ("alert(1)", "base64", "msgbox", "passwd", "blob"):
        # Gone with the tag, or a text that readers see.
        assert word not in html or "<a" not in html.partition(word)[0].rpartition("<")[2]
        assert f"{word}" not in html or "&lt;" in html


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://example.org/">x</a> <a href="/a/">y</a> <a href="#z">z</a></p>',
        '<p><a href="mailto:a@example.org">x</a> <a href="tel:111">y</a></p>',
        '<p><a linktype="page" id="3">x</a><a linktype="source" id="4">[N]</a></p>',
        "<p>Metadata: what javascript: means is no link.</p>",
        '<p>Data: 40% <a href="https://example.org/?q=data:1">of them</a></p>',
        "",
    ],
)
def test_rich_text__without_such_links_is_unchanged(html):
    assert without_unsafe_links(html) == html


def test_rich_text__is_read_in_linear_time():
    assert without_unsafe_links("javascript:" + "<a " * 100_000)
