"""The sources of a page."""

from __future__ import annotations

from headhealth.snippets.source import Source, SourceType
from headhealth.snippets.source_notice import SourceNotice
from headhealth.structured_data.nodes import Node, node

_TYPES = {
    SourceType.SYSTEMATIC_REVIEW: "MedicalScholarlyArticle",
    SourceType.JOURNAL_ARTICLE: "MedicalScholarlyArticle",
    SourceType.BOOK: "Book",
    SourceType.WEB_PAGE: "WebPage",
    SourceType.DATASET: "Dataset",
}
"""The rest are creative works. A guideline is one too: schema.org's is about what it recommends,
and cannot be cited."""


def citation(source: Source) -> Node:
    return node(
        _TYPES.get(SourceType(source.type), "CreativeWork"),
        name=source.title,
        # As printed: "Smith J, et al." is the name of no person.
        creditText=source.authors,
        publisher=node("Organization", name=source.publisher),
        datePublished=str(source.year) if source.year else None,
        url=source.address,
        creativeWorkStatus=_status(source),
    )


def _status(source: Source) -> str | None:
    """schema.org has a property for it and leaves the words to us; "Obsolete" is its own."""
    notice: SourceNotice | None = getattr(source, "notice", None)
    if notice is None:
        return None
    return "Retracted" if notice.is_retracted else "Obsolete"
