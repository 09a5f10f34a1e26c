"""Everything by keyboard, and always visible where the focus is (WCAG 2.1.1, 2.4.7, 2.4.11)."""

from __future__ import annotations

from pprint import pformat

from playwright.sync_api import Page, expect

from tests.quality.axe_check import open_everything

# Numbers everything that a mouse can use; of a group of radio buttons, all have one number.
NUMBER_CONTROLS = """() => {
  const modal = document.querySelector("dialog:modal") ?? document;
  const controls = [...modal.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
  )].filter((control) => control.checkVisibility({ visibilityProperty: true })
    && !control.disabled && !control.closest("[inert], [aria-hidden=true]"));
  const groups = new Map();
  controls.forEach((control, index) => {
    const group = control.type === "radio" ? control.name : index;
    if (!groups.has(group)) groups.set(group, groups.size);
    control.dataset.number = groups.get(group);
  });
  return groups.size;
}"""

# The number of what has the focus, and what is wrong with how it shows.
FOCUSED = """() => {
  const control = document.activeElement;
  if (!control || control === document.body) return null;
  const style = getComputedStyle(control);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const faults = [];
  if (!outlined && style.boxShadow === "none") faults.push("no visible focus");
  if (parseFloat(style.opacity) < 1) faults.push("see-through");
  const boxes = [...control.getClientRects()].filter(({ width, height }) => width && height);
  // Some of it must be seen, not all: a text box may be higher than the window.
  const parts = [0.1, 0.5, 0.9];
  const points = boxes.flatMap(({ left, top, width, height }) => parts.flatMap((across) =>
    parts.map((down) => [left + across * width, top + down * height])));
  const seen = points.some(([x, y]) => {
    const found = document.elementFromPoint(x, y);
    return found && (control.contains(found) || found.contains(control)
      || found.closest("label")?.control === control);
  });
  if (!seen) faults.push("hidden behind something");
  const name = `${control.tagName}.${control.className} ${control.innerText ?? ""}`.slice(0, 80);
  return {
    number: control.dataset.number ?? "?",
    faults: faults.map((fault) => `${fault}: ${name}`),
  };
}"""


def walk(page: Page) -> list[str]:
    """Tab until the focus leaves the page, and from the top where it began further down (a dialog
    with errors begins at the first). Returns what is wrong."""
    open_everything(page)
    count = page.evaluate(NUMBER_CONTROLS)
    unreached = {str(number) for number in range(count)}
    faults = []
    left_before = False
    for _step in range(3 * count + 10):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            if left_before or not unreached:
                break
            left_before = True
            continue
        unreached.discard(focused["number"])
        faults += focused["faults"]
    else:
        faults.append("the focus never leaves the page")
    for number in sorted(unreached, key=int):
        name = page.locator(f"[data-number='{number}']").first.evaluate("(it) => it.outerHTML")
        faults.append(f"not reached: {name[:120]}")
    return faults


def test_tab__reaches_every_control_and_shows_where_it_is(open_specimens) -> None:
    faults = {
        reader_page.kind: found
        for reader_page, page in open_specimens(width=1280, height=700)
        # There the focus is in the text box already; the search has tests of its keys.
        if reader_page.action != "type_a_word" and (found := walk(page))
    }
    assert not faults, pformat(faults)


def test_tab__on_a_phone_with_a_keyboard_in_the_dark(open_specimens) -> None:
    faults = {
        reader_page.kind: found
        for reader_page, page in open_specimens(width=390, height=600, color_scheme="dark")
        # There the focus is in the text box already; the search has tests of its keys.
        if reader_page.action != "type_a_word" and (found := walk(page))
    }
    assert not faults, pformat(faults)


def test_skip_link__leads_past_the_navigation(condition: Page) -> None:
    condition.keyboard.press("Tab")
    skip = condition.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    condition.keyboard.press("Enter")
    expect(condition.get_by_role("main")).to_be_focused()
    condition.keyboard.press("Tab")
    assert condition.evaluate("document.activeElement.closest('main') !== null")
