"""Light and dark, forced colours, and no movement for those who asked for none."""

from __future__ import annotations

from pprint import pformat
from typing import Any

import pytest
from playwright.sync_api import Page, expect

# Relative luminance of the colours of an element, after a canvas has turned whatever CSS says
# into sRGB.
LUMINANCES = """(selector) => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const style = getComputedStyle(document.querySelector(selector));
  return { text: luminance(style.color), background: luminance(style.backgroundColor) };
}"""


def luminances(page: Page, theme: Any, selector: str = "body") -> dict[str, float]:
    page.emulate_media(color_scheme=theme)
    return page.evaluate(LUMINANCES, selector)


def test_theme__follows_the_reader_on_every_page(open_specimens) -> None:
    faults = {}
    for reader_page, page in open_specimens():
        light, dark = luminances(page, "light"), luminances(page, "dark")
        if not (light["background"] > 0.8 and light["text"] < 0.05):
            faults[f"{reader_page.kind}, light"] = light
        if not (dark["background"] < 0.05 and dark["text"] > 0.6):
            faults[f"{reader_page.kind}, dark"] = dark
    assert not faults, pformat(faults)


def test_forced_colours__cards_keep_their_borders_and_the_focus_its_outline(
    condition: Page,
) -> None:
    condition.emulate_media(forced_colors="active")
    assert condition.evaluate("matchMedia('(forced-colors: active)').matches")
    card = condition.locator(".hh-care-card").first
    border = card.evaluate(
        "(card) => [getComputedStyle(card).borderTopStyle, getComputedStyle(card).borderTopWidth]"
    )
    assert border[0] == "solid" and float(border[1].removesuffix("px")) >= 1
    # Without its colours, a thicker border above and words say how urgent it is.
    emergency = condition.locator(".hh-care-card--emergency")
    expect(emergency).to_have_css("border-block-start-width", "6px")
    expect(emergency.get_by_role("heading")).to_contain_text("Immediate action required")
    condition.keyboard.press("Tab")
    outline = condition.evaluate(
        "[getComputedStyle(document.activeElement).outlineStyle,"
        " getComputedStyle(document.activeElement).outlineWidth]"
    )
    assert outline[0] == "solid" and float(outline[1].removesuffix("px")) >= 2


MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
  return style.scrollBehavior === "smooth" || seconds(style.transitionDuration) > 0.01
    || (style.animationName !== "none" && seconds(style.animationDuration) > 0.01);
}).map((element) => `${element.tagName}.${element.className}`)"""


@pytest.mark.parametrize("width", [390, 1280])
def test_reduced_motion__nothing_moves(open_specimens, width: int) -> None:
    moving = {
        reader_page.kind: found
        for reader_page, page in open_specimens(width)
        if (found := page.evaluate(MOVING))
    }
    assert not moving, pformat(moving)
