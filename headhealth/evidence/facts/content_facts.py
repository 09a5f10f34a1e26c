"""What the content itself has of what the standards ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from headhealth.blocks.care_card import CareCardValue
from headhealth.blocks.treatments import TREATMENT_FACETS, FacetText, TreatmentSectionBlock
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.treatment_page import TreatmentPageMixin
from headhealth.review.natural_keys import portable_digest
from headhealth.review.version import Version
from headhealth.rules.findings import Severity
from headhealth.snippets.citations import find_citations
from headhealth.workflow.content_findings import content_findings


@dataclass(frozen=True)
class AuthorFacts:
    """Somebody whom the content names as its author, as of today."""

    name: str
    credentials: str
    affiliation: str
    conflict_statement: str
    conflict_declared_on: date | None


@dataclass(frozen=True)
class TreatmentFacts:
    """Which of the questions about a treatment are answered, by the names of the facets."""

    name: str
    answered: list[str]
    missing: list[str]


@dataclass(frozen=True)
class ContentFacts:
    """Of the version that was last approved, or of the draft where there is none."""

    portable_digest: str = ""
    """Its fingerprint, equal on every site: see ``review/natural_keys.py``."""
    is_page: bool = False
    summary: str = ""
    authors: list[AuthorFacts] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    """Headings."""
    aspects: list[str] = field(default_factory=list)
    """What the sections are about, as values of ``HealthAspect``."""
    care_levels: list[str] = field(default_factory=list)
    """Of its care cards: how urgent help is."""
    treatments: list[TreatmentFacts] = field(default_factory=list)
    citations: int = 0
    """How often the text refers to a source."""
    source_ids: list[int] = field(default_factory=list)
    related_pages: int = 0
    style_findings: list[str] = field(default_factory=list)
    """What the style rules have to say, in sentences."""


def content_facts(obj: Any, snapshot: dict[str, Any]) -> ContentFacts:
    """``obj`` holds the content of ``snapshot``, in memory."""
    portable = portable_digest(Version(obj, type(obj), snapshot))
    findings = content_findings(obj)
    style = [finding.message for finding in findings if finding.severity != Severity.ERROR]
    if not isinstance(obj, HealthPageMixin):
        return ContentFacts(portable, style_findings=[str(message) for message in style])
    # Those of the page alone, without the treatments that it shows.
    texts = HealthPageMixin.linking_texts(obj)
    values = [getattr(block, "value", None) for each in obj.body_sections for block in each.blocks]
    return ContentFacts(
        portable_digest=portable,
        is_page=True,
        summary=obj.summary,
        authors=[_author(author) for author in obj.live_authors],
        sections=[str(section.heading) for section in obj.contents],
        aspects=[section.aspect for section in obj.body_sections if section.aspect],
        care_levels=[value["level"] for value in values if isinstance(value, CareCardValue)],
        treatments=list(_treatments(obj)),
        citations=sum(len(list(find_citations(text))) for text in texts),
        source_ids=obj.source_ids,
        related_pages=len(getattr(obj, "related_pages", ())),
        style_findings=[str(message) for message in style],
    )


def _author(author: Any) -> AuthorFacts:
    return AuthorFacts(
        name=author.name,
        credentials=author.credentials,
        affiliation=author.affiliation,
        conflict_statement=author.conflict_statement,
        conflict_declared_on=author.conflict_declared_on,
    )


def _treatments(obj: Any) -> Iterator[TreatmentFacts]:
    if isinstance(obj, TreatmentPageMixin):
        yield _treatment(obj.title, obj.facets)
    for block in getattr(obj, "body", ()):
        if isinstance(block.block, TreatmentSectionBlock):
            for child in block.value.get("treatments") or ():
                if child.value is not None:
                    name = child.value.get("name") if child.block_type == "inline" else child.value
                    yield _treatment(str(name), child.value.facets)


def _treatment(name: str, facets: Iterable[FacetText]) -> TreatmentFacts:
    answered = {facet.name for facet in facets}
    names = [facet.name for facet in TREATMENT_FACETS]
    return TreatmentFacts(
        name=name,
        answered=[each for each in names if each in answered],
        missing=[each for each in names if each not in answered],
    )
