"""What a page is to those who do not see it: its headings, landmarks, links and articles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page

# Of an open dialog alone, as nothing else can be read while it is open.
_HEADING_LEVELS = """() => [
    ...(document.querySelector("dialog:modal") ?? document).querySelectorAll("h1,h2,h3,h4,h5,h6")
  ].filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""

# Lines of Playwright's notation of the accessibility tree. YAML, so names with a colon are quoted.
_LANDMARK = re.compile(
    r"""^ *- '?(banner|complementary|contentinfo|main|navigation|region|search)\b(?: "(.*?)")?""",
    re.MULTILINE,
)
_LINK = re.compile(r"""^ *- '?link "(.*?)"'?(?: \[.*\])?:\n *- /url: "?(.*?)"?$""", re.MULTILINE)


@dataclass(frozen=True)
class Outline:
    heading_levels: list[int]
    landmarks: list[tuple[str, str]]
    """Role and name."""
    links: list[tuple[str, str]]
    """Name and address."""
    articles: int
    """Not counting readers' comments."""

    @classmethod
    def of(cls, page: Page) -> Outline:
        tree = page.locator("body").aria_snapshot()
        return cls(
            heading_levels=page.evaluate(_HEADING_LEVELS),
            landmarks=_LANDMARK.findall(tree),
            links=_LINK.findall(tree),
            articles=page.locator("article:not(.hh-comment)").count(),
        )
