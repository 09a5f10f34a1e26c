"""What a screen reader makes of a page: headings, landmarks, and what links are called."""

from __future__ import annotations

from collections import defaultdict
from pprint import pformat

from tests.browser.reading.outline import Outline

MANY = 15
"""Landmarks are for jumping between the large parts of a page; headings are for its sections."""
HEALTH_CONTENT = {"Condition", "Symptom list", "Treatment", "Symptom"}


def test_headings__one_title_and_no_level_left_out(outlines: dict[str, Outline]) -> None:
    faults = {}
    for kind, outline in outlines.items():
        levels = outline.heading_levels
        steps = zip(levels, levels[1:], strict=False)
        if levels.count(1) != 1 or levels[0] != 1 or any(to > by + 1 for by, to in steps):
            faults[kind] = levels
    assert not faults, pformat(faults)


def test_landmarks__are_few_and_told_apart(outlines: dict[str, Outline]) -> None:
    faults = {}
    for kind, outline in outlines.items():
        found = outline.landmarks
        assert ("main", "") in found, kind
        if len(found) > MANY or len(set(found)) < len(found):
            faults[kind] = found
    assert not faults, pformat(faults)


def test_links_to_pages_of_one_name__lead_to_one_page(outlines: dict[str, Outline]) -> None:
    """A source may be called like a page, and results of a search have sections of one name."""
    faults = {}
    for kind, outline in outlines.items():
        leads_to = defaultdict(set)
        for name, url in outline.links:
            if url.startswith("/") and "#" not in url:
                leads_to[name].add(url)
        assert leads_to, kind
        if found := {name: urls for name, urls in leads_to.items() if len(urls) > 1}:
            faults[kind] = found
    assert not faults, pformat(faults)


def test_article__is_health_content_and_nothing_else(outlines: dict[str, Outline]) -> None:
    """What could stand alone: not messages, forms and lists of links."""
    faults = {
        kind: outline.articles
        for kind, outline in outlines.items()
        if outline.articles != (kind.partition(",")[0] in HEALTH_CONTENT)
    }
    assert not faults, pformat(faults)
