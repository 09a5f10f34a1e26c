"""What machines can find of WCAG 2.2 AA, on a page of each kind. `make quality-axe` takes all."""

from __future__ import annotations

from pprint import pformat

from tests.quality.axe_check import axe_findings


def test_axe__finds_nothing_in_any_theme_at_any_width(open_specimens) -> None:
    findings = {
        reader_page.kind: found
        for reader_page, page in open_specimens()
        if (found := axe_findings(page))
    }
    assert not findings, pformat(findings)
