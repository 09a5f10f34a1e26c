"""The line under the title of a page whose review is overdue."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from headhealth.review.policy_notices import OverdueNotice

OVERDUE = "/treatments/relaxation-and-stress-management/"
"""A page of the demo whose review is overdue."""


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("sentence", [str(notice.label) for notice in OverdueNotice])
def test_overdue_notice__is_one_box_in_line_with_the_stamp(
    sentence: str, width: int, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(OVERDUE)
    stamp, notice = page.locator(".hh-review-stamp"), page.locator(".hh-review-stamp__overdue")
    notice.evaluate("(notice, sentence) => { notice.textContent = sentence }", sentence)
    expect(notice).to_be_visible()
    boxes = notice.evaluate("notice => notice.getClientRects().length")
    assert boxes == 1, "The notice is broken into pieces."
    around, box, link = (
        stamp.bounding_box(),
        notice.bounding_box(),
        stamp.locator("a").bounding_box(),
    )
    assert around and box and link
    assert box["x"] + box["width"] <= around["x"] + around["width"]
    is_on_a_line_below = box["y"] >= link["y"] + link["height"] - 1
    if is_on_a_line_below:
        assert box["x"] == pytest.approx(around["x"], abs=1)
    else:
        assert box["x"] > link["x"] + link["width"]
