"""What stands in the articles that are measured, in the form that each kind of page stores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page
from wagtail.rich_text import RichText

from headhealth.models import Contributor, Source, Symptom, TreatmentPage

TITLE = "Full"
OTHER_NAME = "All"
SUMMARY = "Most headaches pass without treatment."
PARAGRAPH = (
    "<p>Most headaches pass by themselves and are no sign of anything serious. Rest in a quiet "
    "room, drink water, and take a pain reliever that suits you. Ask a pharmacist if you are "
    "not sure which. See a doctor when the pain comes back often or gets worse.</p>"
)


@dataclass(frozen=True)
class ArticleContent:
    """An article of ``sections`` sections, the last two of symptoms and treatments."""

    linked: list[Page]
    """The texts link to them in turn; the first five are related pages as well."""
    treatments: list[TreatmentPage]
    symptoms: list[Symptom]
    sources: list[Source]
    author: Contributor
    sections: int = 30
    links: int = 9

    def as_condition(self) -> dict[str, Any]:
        """As a condition page stores it."""
        symptoms = [{"symptom": symptom, "note": ""} for symptom in self.symptoms]
        treatments = [("page", page) for page in self.treatments]
        return {
            "title": TITLE,
            "also_known_as": OTHER_NAME,
            "summary": SUMMARY,
            "body": [
                *self._text_sections('<a linktype="source" id="{key}">[{number}]</a>'),
                ("symptom_list", _section("symptoms", intro="", entries=symptoms)),
                ("treatment_section", _section("treatments", intro="", treatments=treatments)),
            ],
            "related_pages": [("page", page) for page in self.linked[:5]],
            "authors": [("contributor", self.author)],
            "sources": [("source", source) for source in self.sources],
        }

    def as_naive(self) -> dict[str, Any]:
        """As the naive page stores it."""
        return {
            "title": TITLE,
            "also_known_as": OTHER_NAME,
            "summary": SUMMARY,
            "body": [
                *self._text_sections('<citation id="{key}">[{number}]</citation>'),
                ("symptom_section", _section("symptoms", symptoms=self.symptoms)),
                ("treatment_section", _section("treatments", treatments=self.treatments)),
            ],
            "related_pages": [("page", page) for page in self.linked[:5]],
            "authors": [("author", self.author)],
            "sources": [("source", source) for source in self.sources],
        }

    def as_bare(self) -> dict[str, Any]:
        """As a stream of headings, texts and choosers: without links to citations and sections."""
        body: list[tuple[str, Any]] = [("text", RichText(f"<p>{OTHER_NAME}</p><p>{SUMMARY}</p>"))]
        for _kind, section in self._text_sections("[{number}]"):
            body += [("heading", section["heading"]), ("text", section["text"])]
        body.append(("heading", "Symptoms"))
        body += [("symptom", symptom) for symptom in self.symptoms]
        body.append(("heading", "Treatments"))
        for page in self.treatments:
            body += [("page", page), ("text", RichText(_facets(page)))]
        body.append(("heading", "Related pages"))
        body += [("page", page) for page in self.linked[:5]]
        body.append(("heading", "About this page"))
        body.append(("contributor", self.author))
        body.append(("heading", "Sources"))
        body += [("source", source) for source in self.sources]
        return {"title": TITLE, "body": body}

    def _text_sections(self, citation: str) -> list[tuple[str, Any]]:
        return [
            (
                "text_section",
                {
                    "heading": f"Section {number}",
                    "aspect": "overview",
                    "text": RichText(self._text(number, citation)),
                },
            )
            for number in range(self.sections - 2)
        ]

    def _text(self, number: int, citation: str) -> str:
        place = number % len(self.sources)
        mark = citation.format(key=self.sources[place].pk, number=place + 1)
        text = PARAGRAPH.replace("</p>", f"{mark}</p>")
        if number < self.links:
            key = self.linked[number % len(self.linked)].pk
            text += f'<p>See <a linktype="page" id="{key}">another page</a>.</p>'
        return text


def _section(name: str, **values: Any) -> dict[str, Any]:
    return {"heading": name.title(), "aspect": name, **values}


def _facets(treatment: TreatmentPage) -> str:
    compared = treatment.compared_facets
    facets = [*compared.weighed, *compared.others]
    texts = (f"<h4>{facet.label}</h4>{facet.text}" for facet in facets)
    return f"<p>{treatment.summary}</p>{''.join(texts)}"
