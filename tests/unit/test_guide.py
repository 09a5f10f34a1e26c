"""The guide that the app carries is the one that people edit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.guide import ROOT, guide_pages, page_of

STATIC = ROOT / "headhealth" / "static"
PAGES = guide_pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page__is_what_the_text_makes(path: Path) -> None:
    assert path.read_text() == PAGES[path], "Run `make guide`, or tools/guide.py for texts alone."


def test_pages__there_are_no_others() -> None:
    folder = ROOT / "headhealth" / "templates" / "headhealth" / "guide"
    assert set(folder.glob("*.html")) == PAGES.keys()


def test_pictures__are_those_that_are_shown() -> None:
    shown = {
        STATIC / name
        for page in PAGES.values()
        for name in re.findall(r"{% static '([^']+)' %}", page)
    }
    assert shown == set((STATIC / "headhealth" / "guide").glob("*.png"))
    assert len(shown) >= 10


@pytest.mark.parametrize(
    "text",
    [
        "No title.",
        "# Title\n\nTemplate {{ code }}.",
        "# Title\n\n{% include 'x' %}",
        "# Title\n\n![Elsewhere](https://example.org/picture.png)",
    ],
)
def test_text_that_cannot_be_shown__is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="title|template code|pictures"):
        page_of(text)


def test_link_to_another_part__leads_there() -> None:
    page = page_of("# Title\n\nSee [proof](leads.md#proof) and [the site](https://example.org/).")
    assert "{% url 'headhealth_admin:guide_part' 'leads' %}#proof" in page
    assert 'href="https://example.org/"' in page


def test_picture__opens_by_itself() -> None:
    page = page_of("# Title\n\n![A list](../../headhealth/static/headhealth/guide/report.png)")
    picture = "{% static 'headhealth/guide/report.png' %}"
    assert f'<a href="{picture}"><img src="{picture}" alt="A list" loading="lazy" /></a>' in page
