"""400 % zoom (WCAG 1.4.10) and a reader's own text spacing (1.4.12)."""

from __future__ import annotations

from pprint import pformat

import pytest
from playwright.sync_api import Page

# A window of 1280 by 1024 pixels at 400 %.
ZOOMED = {"width": 320, "height": 256}

# What sticks out of the window, but for what scrolls in a box of its own, as wide tables may, and
# the trap for programs, which nobody is meant to see.
OVERFLOWING = """() => {
  const inItsOwnBox = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(box).overflowX) && box !== document.body) {
        return box.matches("[tabindex='0'], :has(a, button)");
      }
    }
    return false;
  };
  const width = document.documentElement.clientWidth;
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.checkVisibility() && !inItsOwnBox(element))
    .filter((element) => !element.closest("[aria-hidden=true]"))
    .filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect();
      return own > 1 && (right > width + 1 || left < -1);
    })
    .map((element) => `${element.tagName}.${element.className}`);
}"""

# Text that a box cuts off.
CLIPPED = """() => [...document.body.querySelectorAll("*")]
  .filter((element) => element.checkVisibility() && element.innerText)
  .filter((element) => {
    const style = getComputedStyle(element);
    const cuts = (overflow) => ["hidden", "clip"].includes(overflow);
    // For screen readers only: one pixel by design.
    if (element.clientWidth <= 1 && element.clientHeight <= 1) return false;
    return (cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
  })
  .map((element) => `${element.tagName}.${element.className}`)"""

# The values of WCAG 1.4.12, set as readers' tools do: whatever the page says.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
}"""


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


def layout_faults(page: Page) -> list[str]:
    faults = [f"sticks out: {name}" for name in page.evaluate(OVERFLOWING)]
    faults += [f"cut off: {name}" for name in page.evaluate(CLIPPED)]
    if scrolls_sideways(page):
        faults.append("scrolls sideways")
    return faults


def test_zoom__nothing_is_lost_at_400_percent(open_specimens) -> None:
    faults = {
        reader_page.kind: found
        for reader_page, page in open_specimens(**ZOOMED)
        if (found := layout_faults(page))
    }
    assert not faults, pformat(faults)


LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2

# Everywhere but in a table, which scrolls.
LENGTHEN = """(word) => {
  for (const place of document.querySelectorAll("main :is(h1, h2 a, h3, p, li, li a, summary)")) {
    if (!place.closest("table") && !place.children.length) place.textContent += ` ${word}`;
  }
}"""


def test_long_words__are_broken_at_400_percent(condition: Page) -> None:
    condition.set_viewport_size(ZOOMED)
    condition.evaluate(LENGTHEN, LONG_WORD)
    condition.evaluate(SPACING)
    assert condition.locator("main", has_text=LONG_WORD).count() == 1
    assert layout_faults(condition) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_text_spacing__loses_nothing(open_specimens, width: int) -> None:
    faults = {}
    for reader_page, page in open_specimens(width):
        page.evaluate(SPACING)
        if found := layout_faults(page):
            faults[reader_page.kind] = found
    assert not faults, pformat(faults)
