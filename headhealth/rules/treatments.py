"""A treatment answers what people need for a choice (DISCERN, items 9 to 15)."""

from __future__ import annotations

from collections.abc import Iterable

from headhealth.rules.findings import Finding, advice, error


def check_facets(facets: Iterable[tuple[str, bool]]) -> list[Finding]:
    """``facets`` are names, and whether each has a text. None is an error, gaps are advice."""
    facets = list(facets)
    missing = [str(name) for name, is_filled in facets if not is_filled]
    if not missing:
        return []
    if len(missing) == len(facets):
        return [error("treatment_empty")]
    return [advice("treatment_facets_missing", count=len(missing), facets=", ".join(missing))]
