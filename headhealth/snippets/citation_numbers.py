"""The numbers readers see in place of citations: ``[1]`` links to a page's first reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText

from headhealth.rules.web_addresses import without_unsafe_links
from headhealth.snippets.citations import Citation, replace_citations


class CitationNumbers:
    """Numbers the citations of one page while it is rendered once.

    ``references`` have ``number``, ``source`` and ``anchor``; a source that is not among them is
    one readers cannot look up, so its citations are left out.
    """

    def __init__(self, references: Iterable[Any]) -> None:
        self._references = {
            reference.source.pk: reference for reference in references if reference.source
        }
        self._times_cited: Counter[int] = Counter()

    def render(self, html: str) -> SafeString:
        """Render stored rich text for readers, with numbers for citations."""
        safe = without_unsafe_links(html)
        return RichText(replace_citations(safe, self._link)).__html__()

    def anchors(self, reference: Any) -> list[str]:
        """Return the ids of the places that cite a reference, of what was rendered so far."""
        times = self._times_cited[reference.number]
        return [_anchor(reference, time) for time in range(1, times + 1)]

    def _link(self, citation: Citation) -> str:
        reference = self._references.get(citation.source_id)
        if reference is None:
            return ""
        self._times_cited[reference.number] += 1
        return format_html(
            '<sup class="hh-citation"><a href="#{}" id="{}" role="doc-noteref">[{}]</a></sup>',
            reference.anchor,
            _anchor(reference, self._times_cited[reference.number]),
            reference.number,
        )


def _anchor(reference: Any, time: int) -> str:
    return f"cite-{reference.number}-{time}"
