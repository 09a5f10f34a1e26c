"""axe on every page: two themes, three widths, everything that opens opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = [320, 768, 1280]
THEMES: list[Literal["light", "dark"]] = ["light", "dark"]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": STANDARDS},
}
HEIGHT = 900


def axe_findings(page: Page) -> list[str]:
    """What axe finds on the document that ``page`` shows, and in which themes and widths."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    open_everything(page)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for violation in Axe().run(page, options=OPTIONS).response["violations"]:
                for finding in describe(violation):
                    places[finding].append(f"{theme} {width} px")
    return [f"{finding} ({', '.join(where)})" for finding, where in places.items()]


def open_everything(page: Page) -> None:
    """What is closed is not looked at."""
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")


def describe(violation: dict[str, Any]) -> Iterator[str]:
    for node in violation["nodes"]:
        reason = " ".join(str(node.get("failureSummary", "")).split())
        yield f"{violation['id']} at {node['target']}: {reason}"
