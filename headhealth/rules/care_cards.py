"""Care cards: non-urgent, urgent and emergency advice, as the NHS service manual has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from headhealth.rules.findings import Finding, error, shorten
from headhealth.rules.rich_text import read_rich_text

_CALL_TO_ACTION = re.compile(r"\bif:$", re.IGNORECASE)


class CareCardLevel(StrEnum):
    """How soon somebody needs help, least urgent first."""

    NON_URGENT = "non_urgent"
    URGENT = "urgent"
    EMERGENCY = "emergency"


def check_heading(heading: str) -> list[Finding]:
    """A heading is one call to action that ends in "if:", for example "Call 999 if:"."""
    heading = heading.strip()
    if not heading or _CALL_TO_ACTION.search(heading):
        return []
    return [error("care_card_heading", heading)]


def check_links(level: str, html: str) -> list[Finding]:
    """In an emergency nobody should read on elsewhere: a card may link to a telephone only."""
    if level != CareCardLevel.EMERGENCY:
        return []
    links = [link for link in read_rich_text(html).links if not link.is_telephone]
    if not links:
        return []
    return [error("care_card_link", link=shorten(links[0].text or links[0].href))]


def check_one_of_each_level(levels: Iterable[str]) -> list[tuple[int, Finding]]:
    """At most one card of each level on a page: reports the second and later ones, by index."""
    seen = set()
    repeated = []
    for index, level in enumerate(levels):
        if level and level in seen:
            repeated.append((index, error("care_card_level_repeated")))
        seen.add(level)
    return repeated
