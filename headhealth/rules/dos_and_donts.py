"""Do and don't lists: dos first, several items each, and don'ts that say "do not"."""

from __future__ import annotations

import re

from headhealth.rules.findings import Finding, error

_DO_NOT = re.compile(r"\s*do\s+not\s+\w", re.IGNORECASE)


def check_dont_item(item: str) -> list[Finding]:
    """An item is read apart from its heading, so it says "do not" itself, and not "don't"."""
    if not item.strip() or _DO_NOT.match(item):
        return []
    return [error("dont_item_wording", item)]


def check_list_length(count: int) -> list[Finding]:
    """A list has more than one item. No item at all means that the list is left out."""
    return [error("list_of_one")] if count == 1 else []


def check_either_list(dos: int, donts: int) -> list[Finding]:
    """At least one of the two lists is there."""
    return [] if dos or donts else [error("dos_and_donts_empty")]
