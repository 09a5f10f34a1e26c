"""What machines can find of WCAG 2.2 AA, on a page of each kind. `make quality-axe` takes all."""

from __future__ import annotations

from pprint import pformat

from tests.quality.axe_check import axe_findings

# Of an open dialog alone, as nothing else can be read while it is open.
HEADING_LEVELS = """() => [
    ...(document.querySelector("dialog:modal") ?? document).querySelectorAll("h1,h2,h3,h4,h5,h6")
  ].filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""


def test_axe__finds_nothing_in_any_theme_at_any_width(open_specimens) -> None:
    findings = {
        reader_page.kind: found
        for reader_page, page in open_specimens()
        if (found := axe_findings(page))
    }
    assert not findings, pformat(findings)


def test_headings__one_title_and_no_level_left_out(open_specimens) -> None:
    faults = {}
    for reader_page, page in open_specimens():
        levels = page.evaluate(HEADING_LEVELS)
        steps = zip(levels, levels[1:], strict=False)
        if levels.count(1) != 1 or levels[0] != 1 or any(to > by + 1 for by, to in steps):
            faults[reader_page.kind] = levels
    assert not faults, pformat(faults)
