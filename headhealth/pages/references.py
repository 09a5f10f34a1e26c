"""The numbered list of sources under a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headhealth.page_cache.process_memory import rows_by_key
from headhealth.snippets.source import Source


@dataclass(frozen=True)
class Reference:
    """One source with its number on this page, from 1."""

    number: int
    source: Source

    @property
    def anchor(self) -> str:
        return f"source-{self.number}"


def number_references(source_ids: Iterable[int]) -> list[Reference]:
    """Number the sources in their order.

    A source that was deleted is left out. Each source has one number, however often it is named.
    """
    ordered = dict.fromkeys(source_ids)
    sources = rows_by_key(Source, ordered)
    found = (sources[pk] for pk in ordered if pk in sources)
    return [Reference(number, source) for number, source in enumerate(found, start=1)]
